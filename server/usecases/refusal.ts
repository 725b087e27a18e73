// An expected no, as every use case says it: never as a sentence, which is made where it is shown.
import type { z } from 'zod';
import type { Remaining } from '../contract/holds/holds.ts';
import type { ProblemCode, ProblemParams } from '../contract/problem.ts';
import type { PlanStanding } from './plans/plan-standing.ts';

/** The code decides the HTTP status; with its parameters it is all that a sentence is made from. */
export type Refused<Code extends ProblemCode = ProblemCode> = {
  readonly kind: 'refused';
  readonly code: Code;
  readonly params: ProblemParams<Code>;
  /** What is left, where the caller may know it. */
  readonly remaining?: z.infer<typeof Remaining>;
  readonly plan?: PlanStanding;
};

export function refusal<Code extends ProblemCode>(code: Code, params: ProblemParams<Code>): Refused<Code> {
  return { kind: 'refused', code, params };
}
