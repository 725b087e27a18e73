// API keys: whose money one spends, on what, and until when. Pure; the key itself is nowhere, only its hash.
import type { ApiKeyId, BudgetDuration } from '../../contract/keys/api-keys.ts';
import type { Microcredits } from '../../contract/money.ts';
import { type BudgetTerms, noEnd } from '../budgets/budget.ts';
import { fitsPattern } from '../holds/price.ts';
import type { Calendar } from '../plans/calendar.ts';

/** SHA-256 of the whole key, as lower-case hex. */
export type KeyHash = string & { readonly __brand: 'KeyHash' };

/** `member`: the member for whom the team's key was made; null: the whole team. A service spends for the payer that it names. */
export type KeyOwner =
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'team'; readonly team: string; readonly member: string | null }
  | { readonly kind: 'service' };

export type KeyBudget = {
  readonly limit: Microcredits;
  /** null: it never starts again. */
  readonly every: BudgetDuration | null;
  readonly zone: string;
};

export type ApiKey = {
  readonly id: ApiKeyId;
  readonly hash: KeyHash;
  readonly last4: string;
  readonly owner: KeyOwner;
  readonly name: string;
  readonly budget: KeyBudget | null;
  /** Patterns; null: all models. */
  readonly models: readonly string[] | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
};

export function isKeyOpen({ expiresAt, revokedAt }: ApiKey, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}

/** What is used without a model is open to every key. */
export function opensModel(models: readonly string[] | null, model: string | null): boolean {
  return models === null || model === null || models.some((pattern) => fitsPattern(pattern, model));
}

const dayMs = 86_400_000;
const days = { '1d': 1, '7d': 7, '30d': 30 } as const;

/** The window in which a key's use counts at `now`; none where it has no budget. */
export function keyBudgets(
  { id, budget, createdAt }: Pick<ApiKey, 'id' | 'budget' | 'createdAt'>,
  { now, calendar }: { readonly now: number; readonly calendar: Calendar },
): readonly BudgetTerms[] {
  if (budget === null) return [];
  const { startsAt, endsAt } = windowOf(budget, { createdAt, now, calendar });
  return [{ key: `key:${id}:${startsAt}`, endsAt, limit: budget.limit, kind: 'key' }];
}

function windowOf(
  { every, zone }: KeyBudget,
  { createdAt, now, calendar }: { readonly createdAt: number; readonly now: number; readonly calendar: Calendar },
) {
  if (every === null) return { startsAt: createdAt, endsAt: noEnd };
  if (every === 'month') return calendar.month(now, zone);
  const stepMs = days[every] * dayMs;
  const startsAt = createdAt + Math.floor((now - createdAt) / stepMs) * stepMs;
  return { startsAt, endsAt: startsAt + stepMs };
}
