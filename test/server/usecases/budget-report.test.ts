// The budget report tells the plan and the day that charging counts in: a subscription's before the operator's, by one's own clocks.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PlanId } from '../../../server/contract/plans/plans.ts';
import {
  never,
  gold,
  newPlan,
  openBillingLedger,
  type BillingLedger,
} from '../../support/fake-billing/billing-ledger.ts';
import { personCaller } from '../../support/person-caller.ts';
import { holdId, start } from '../../support/server-ledger.ts';

const hour = 3_600_000;
const usage = { prompt_tokens: 3, completion_tokens: 5, duration_ms: 70 };
const daily = { unit: 'cents', amount: 100, overflow: { kind: 'block' }, resets_at: '00:00' };
const ada = personCaller('ada');

let base: BillingLedger;
beforeEach(async () => {
  base = await openBillingLedger();
});
afterEach(() => base.close());

const assign = (planId: PlanId | null, timeZone: string | null) =>
  base.usecases.plans.assign({ scope: 'user', subject: 'ada', planId, timeZone });
const budget = () => base.usecases.reports.budget({ of: { kind: 'user', id: 'ada' }, timeZone: null });

/** A message is worth two cents. */
async function use(): Promise<void> {
  const id = holdId();
  await base.usecases.holds.reserve(ada, { id, model: 'llama3.2:1b', venue: 'local' });
  await base.usecases.holds.capture(ada, id, usage, 'done');
}

it('has the day of somebody whose clocks are not the plan’s, and what was spent in it', async () => {
  await base.usecases.plans.upsert(newPlan(gold, { daily, time_zone: 'Asia/Shanghai' }));
  await assign(gold, 'America/New_York');
  await use();
  const { daily_limit: day, ...told } = await budget();
  expect(told).toMatchObject({ plan_id: gold, time_zone: 'America/New_York' });
  expect(day).toMatchObject({ timezone: 'America/New_York', spent_today_cents: 2, remaining_cents: 98 });
  expect(day?.window_start).toBe(Math.floor((start - 5 * hour) / (24 * hour)) * 24 * hour + 5 * hour);
});

it('has the plan of a subscription for as long as it runs', async () => {
  await base.usecases.plans.upsert(newPlan('mine', { daily }));
  const mine = PlanId.parse('mine');
  await assign(mine, null);
  const made = await base.usecases.billing.customers.create({ type: 'user', id: 'ada' }, null);
  if (made.kind === 'refused') throw new Error(made.code);
  const asked = { customerId: made.customer.id, planId: gold };
  await base.usecases.billing.subscriptions.create(asked, null, never);
  expect((await budget()).plan_id).toBe(gold);
});
