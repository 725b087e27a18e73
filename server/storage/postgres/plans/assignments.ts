// Who was given which plan, by the operator and by a subscription.
import type { PlanId } from '../../../contract/plans/plans.ts';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { PlanSet } from '../../billing/billing-store.ts';
import type { PlanAssigned, PlanAssignment } from '../../plans/plan-store.ts';
import { type AssignmentChange, changeAssignment } from '../../rows/assignment-rows.ts';
import { lockNames } from '../locks.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

type Row = {
  readonly plan_id: PlanId | null;
  readonly subscribed_plan_id: PlanId | null;
  readonly time_zone: string | null;
  readonly since: number;
};

const read = sql<Row>('SELECT plan_id, subscribed_plan_id, time_zone, since FROM plan_assignments WHERE subject = $1');
const write = sql(
  `INSERT INTO plan_assignments AS a (subject, plan_id, subscribed_plan_id, time_zone, since, cycle_due_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (subject) DO UPDATE SET plan_id = excluded.plan_id,
     subscribed_plan_id = excluded.subscribed_plan_id, time_zone = excluded.time_zone, since = excluded.since,
     cycle_due_at = coalesce(excluded.cycle_due_at, a.cycle_due_at)`,
);

export async function assignmentOf(tx: Transaction, subject: PlanSubject): Promise<PlanAssignment | null> {
  const row = await tx.one(read, [subject]);
  if (row === undefined) return null;
  const { plan_id: planId, subscribed_plan_id: subscribedPlanId, time_zone: timeZone, since } = row;
  return { planId, subscribedPlanId, timeZone, since };
}

export async function assign(tx: Transaction, { subject, planId, timeZone, at }: PlanAssigned): Promise<void> {
  await change(tx, subject, { by: { planId, ...(timeZone === undefined ? {} : { timeZone }) }, at });
}

/** What a subscription sets, or with null no subscription any more. */
export async function subscribe(tx: Transaction, { subject, planId, at }: PlanSet): Promise<void> {
  await change(tx, subject, { by: { subscribedPlanId: planId }, at });
}

async function change(tx: Transaction, subject: PlanSubject, by: AssignmentChange): Promise<void> {
  await lockNames(tx, 'subject', [subject]);
  const { planId, subscribedPlanId, timeZone, since, dueAt } = changeAssignment(await assignmentOf(tx, subject), by);
  await tx.run(write, [subject, planId, subscribedPlanId, timeZone, since, dueAt]);
}
