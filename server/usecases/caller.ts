// Who is asking, as the HTTP side worked it out.
import type { TokenHash } from '../contract/orders/orders.ts';
import type { BudgetTerms } from '../domain/budgets/budget.ts';

/**
 * `bucket` and `client` are HMACs, never an address or a raw client id. A token caller never touches the free allowance; an
 * anonymous one has both keys.
 */
export type Caller =
  | { readonly kind: 'anonymous'; readonly bucket: string; readonly client: string }
  | { readonly kind: 'token'; readonly tokenHash: TokenHash }
  | UserCaller;

/**
 * Somebody who was verified. `subject` is whose plan counts: the person's id, or their organisation's where `scope` says so.
 * `plan` is the one that their proof names, null where it names none.
 */
export type UserCaller = {
  readonly kind: 'user';
  readonly subject: string;
  readonly scope: 'user' | 'org';
  readonly plan: string | null;
  /** The person; null where a team's own key was shown and nobody in particular. */
  readonly user: string | null;
  /** The team that their token names, also where `scope` is the person; null: none. */
  readonly org: string | null;
  /** The API key that was shown; null: they have proven who they are in another way. */
  readonly key: KeyUse | null;
};

/** `models`: patterns of the models that the key may use; null: all. */
export type KeyUse = {
  readonly id: string;
  readonly models: readonly string[] | null;
  readonly budgets: readonly BudgetTerms[];
};

/** The team's owner has made it: it spends what is the team's, and never what is the member's own for whom it was made. */
export function isTeamKey({ key, scope }: UserCaller): boolean {
  return key !== null && scope === 'org';
}
