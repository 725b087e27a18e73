// Who is billed: a user, a team, or the wallet of a token; and the id by which a payment provider knows them.
import type { CustomerId, EntityType } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import { type PlanSubject, planSubject } from '../plans/plan.ts';

/** A wallet is named by its account id. */
export type BillingEntity = { readonly type: EntityType; readonly id: string };

export type AtProvider = { readonly provider: Provider; readonly id: string };

/** `atProvider`: null where no provider knows them yet. `polls` counts how often they were asked about since the last change. */
export type CustomerRecord = {
  readonly id: CustomerId;
  readonly entity: BillingEntity;
  readonly atProvider: AtProvider | null;
  readonly createdAt: number;
  readonly nextPollAt: number | null;
  readonly polls: number;
};

/** Whose plan a subscription of theirs sets. */
export function subjectOf({ type, id }: BillingEntity): PlanSubject {
  return planSubject(type === 'team' ? 'org' : type, id);
}

export function newCustomer(id: CustomerId, entity: BillingEntity, now: number): CustomerRecord {
  return { id, entity, atProvider: null, createdAt: now, nextPollAt: null, polls: 0 };
}
