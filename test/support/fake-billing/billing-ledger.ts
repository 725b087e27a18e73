// A ledger whose server sells the plans gold and silver as subscriptions, at a provider that a test moves.
import { randomUUID } from 'node:crypto';
import type { BillingEvent } from '../../../server/rails/billing-rail.ts';
import type { SubscriptionId } from '../../../server/contract/billing/subscription.ts';
import { Plan, PlanId } from '../../../server/contract/plans/plans.ts';
import { brand } from '../../../server/lib/brand.ts';
import type { Caller } from '../../../server/usecases/caller.ts';
import { type LedgerOptions, type TestLedger, openTestLedger, start } from '../server-ledger.ts';
import { type FakeBilling, createFakeBilling, delivery } from './fake-billing.ts';

export type BillingLedger = TestLedger & {
  readonly fake: FakeBilling;
  /** Files a webhook of the provider's. */
  readonly webhook: (object: BillingEvent['object'], providerId: string, eventId?: string) => Promise<unknown>;
  readonly subscribe: (
    caller: Caller,
    planId?: PlanId,
    id?: string,
  ) => ReturnType<TestLedger['usecases']['billing']['subscribe']>;
  /** What somebody has subscribed to, newest first, with its status. */
  readonly own: (caller: Caller) => Promise<readonly string[]>;
  /** The plan that holds for somebody. */
  readonly planOf: (caller: Caller) => Promise<string | undefined>;
};

export const gold = PlanId.parse('gold');
export const silver = PlanId.parse('silver');
export const never = new AbortController().signal;

export function newPlan(id: string, over: object = {}): Plan {
  const limits = { monthly_quota: null, per_minute: 900, daily: null, routes: null, models: null };
  return Plan.parse({ id, name: id, time_zone: 'UTC', ...limits, ...over });
}

export async function openBillingLedger(options: LedgerOptions = {}): Promise<BillingLedger> {
  const made: { fake: FakeBilling | null } = { fake: null };
  const base = openTestLedger({ ...options, billing: (clock) => (made.fake ??= createFakeBilling(clock)).way });
  const { fake } = made;
  if (fake === null) throw new Error('no provider');
  for (const planId of [gold, silver]) {
    const priceId = `price_${planId}`;
    fake.price(priceId);
    await base.usecases.plans.upsert(newPlan(planId));
    const price = { priceId, currency: 'USD', amountCents: 1000, every: { unit: 'month', count: 1 } as const };
    const mapping = { id: randomUUID(), planId, ...price, isActive: true, createdAt: start };
    await base.storage.changeMappings(() => ({ write: { kind: 'put', mapping }, answer: null }));
  }
  const { usecases } = base;
  return {
    ...base,
    fake,
    webhook: (object, providerId, eventId = randomUUID()) =>
      usecases.inbox.file('sandbox', delivery({ eventId, eventType: `${object}.changed`, object, providerId })),
    subscribe: (caller, planId = gold, id = randomUUID()) =>
      usecases.billing.subscribe(caller, { id: brand<SubscriptionId>(id), planId, for: 'me' }, never),
    own: async (caller) =>
      (await usecases.billing.own.list(caller, never)).map(({ plan_id: plan, status }) => `${plan} ${status}`),
    planOf: async (caller) => (await usecases.status.standing(caller))?.plan?.id,
  };
}
