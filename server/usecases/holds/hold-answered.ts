// The answer about a hold, the same for every call.
import type { z } from 'zod';
import type { Hold, Remaining } from '../../contract/holds/holds.ts';
import type { PlanStanding } from '../plans/plan-standing.ts';

export type HoldAnswered = {
  readonly kind: 'answered';
  readonly hold: Hold;
  /** False where this id was answered before. */
  readonly isNew: boolean;
  readonly remaining: z.infer<typeof Remaining>;
  readonly plan: PlanStanding;
};
