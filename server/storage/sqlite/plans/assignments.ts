// Who was given which plan, by the operator and by a subscription.
import type { PlanId } from '../../../contract/plans/plans.ts';
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { PlanSet } from '../../billing/billing-store.ts';
import type { PlanAssigned, PlanAssignment, PlanSeen } from '../../plans/plan-store.ts';
import { type AssignmentChange, changeAssignment } from '../../rows/assignment-rows.ts';
import type { Connection } from '../connection.ts';

/** What is seen of an assignment by a message. */
export type Given = Pick<PlanSeen, 'assigned' | 'subscribed' | 'timeZone'>;

export type Assignments = {
  of(subject: PlanSubject): PlanAssignment | null;
  assign(assigned: PlanAssigned): void;
  /** What a subscription sets, or with null no subscription any more. */
  subscribe(set: PlanSet): void;
};

type Row = {
  readonly plan_id: PlanId | null;
  readonly subscribed_plan_id: PlanId | null;
  readonly time_zone: string | null;
  readonly since: number;
};

export function prepareAssignments(db: Connection): Assignments {
  const read = db.prepare<[string], Row>('SELECT * FROM plan_assignments WHERE subject = ?');
  const write = db.prepare(
    `INSERT INTO plan_assignments (subject, plan_id, subscribed_plan_id, time_zone, since, cycle_due_at)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET plan_id = excluded.plan_id,
       subscribed_plan_id = excluded.subscribed_plan_id, time_zone = excluded.time_zone, since = excluded.since,
       cycle_due_at = coalesce(excluded.cycle_due_at, cycle_due_at)`,
  );

  function of(subject: PlanSubject): PlanAssignment | null {
    const row = read.get(subject);
    if (row === undefined) return null;
    const { plan_id: planId, subscribed_plan_id: subscribedPlanId, time_zone: timeZone, since } = row;
    return { planId, subscribedPlanId, timeZone, since };
  }

  function change(subject: PlanSubject, by: AssignmentChange): void {
    const { planId, subscribedPlanId, timeZone, since, dueAt } = changeAssignment(of(subject), by);
    write.run(subject, planId, subscribedPlanId, timeZone, since, dueAt);
  }

  return {
    of,
    assign({ subject, planId, timeZone, at }) {
      change(subject, { by: { planId, ...(timeZone === undefined ? {} : { timeZone }) }, at });
    },
    subscribe({ subject, planId, at }) {
      change(subject, { by: { subscribedPlanId: planId }, at });
    },
  };
}
