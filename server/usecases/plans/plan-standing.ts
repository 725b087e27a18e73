// How a caller stands with their plan, as it is told in every answer.
import type { PlanId } from '../../contract/plans/plans.ts';

/** `usageRemaining`, in messages, and `perMinuteLimit` are null where there is no limit. */
export type PlanStanding = {
  readonly id: PlanId;
  readonly usageRemaining: number | null;
  readonly usageThisMinute: number;
  readonly perMinuteLimit: number | null;
};
