// What an assignment's row becomes when a plan is given or taken back, whatever the engine that keeps it.
import type { PlanId } from '../../contract/plans/plans.ts';
import type { PlanAssignment } from '../plans/plan-store.ts';

export type AssignmentChange = { readonly by: Partial<Omit<PlanAssignment, 'since'>>; readonly at: number };

const nothing = { planId: null, subscribedPlanId: null, timeZone: null } as const;

/** With another plan, or the same plan in another time zone, a new cycle begins. `dueAt`: null: its cycle stays due when it was. */
export function changeAssignment(
  before: PlanAssignment | null,
  { by, at }: AssignmentChange,
): PlanAssignment & { readonly dueAt: number | null } {
  const after = { ...(before ?? nothing), ...by };
  const isSame = before !== null && heldBy(before) === heldBy(after) && before.timeZone === after.timeZone;
  return { ...after, since: isSame ? before.since : at, dueAt: isSame ? null : at };
}

function heldBy({ planId, subscribedPlanId }: Pick<PlanAssignment, 'planId' | 'subscribedPlanId'>): PlanId | null {
  return subscribedPlanId ?? planId;
}
