// Stops the start. The shell puts the problem into words for the person; what stands here is for logs.
import type { StartProblem } from '../../preload/contract/start.ts';

export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly problem: StartProblem;

  constructor(problem: StartProblem, cause?: unknown) {
    super(JSON.stringify(problem), { cause });
    this.problem = problem;
  }
}

/** Whatever was thrown while the app started, as a problem that a shell can put into words. */
export function startProblemOf(error: unknown): StartProblem {
  if (error instanceof StartFailure) return error.problem;
  return { kind: 'other', text: error instanceof Error ? error.message : String(error) };
}
