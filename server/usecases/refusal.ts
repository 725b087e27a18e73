// An expected no, as every use case says it.
import type { z } from 'zod';
import type { Remaining } from '../contract/holds/holds.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { PlanStanding } from './plans/plan-standing.ts';

/** The code decides the HTTP status, the detail is the sentence for the person. */
export type Refused = {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly retryAfterMs?: number;
  readonly resetsAt?: number;
  /** What is left, where the caller may know it. */
  readonly remaining?: z.infer<typeof Remaining>;
  readonly plan?: PlanStanding;
};

export function refusal(code: Refused['code'], detail: string): Refused {
  return { kind: 'refused', code, detail };
}
