// Every no as an RFC 9457 document. What broke stays in the log; what the person can do about it is said here.
import { problems, type Problem, type ProblemCode } from '../contract/problem.ts';
import type { Refused } from '../usecases/refusal.ts';

/** A no on its way out of a handler. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly refused: Refused;
  /** Set where HTTP knows a closer status than the code's own, such as 415. */
  readonly status: number;

  constructor(refused: Refused, status: number = problems[refused.code].status) {
    super(refused.detail);
    this.refused = refused;
    this.status = status;
  }
}

export function refusal(code: ProblemCode, detail: string, status?: number): Refusal {
  return new Refusal({ kind: 'refused', code, detail }, status);
}

/** Throws where the answer is a no. */
export function orRefuse<T extends { readonly kind: string }>(answer: T): Exclude<T, Refused> {
  if (isAnswer(answer)) return answer;
  throw isRefused(answer) ? new Refusal(answer) : new Error('an answer that is neither');
}

function isAnswer<T extends { readonly kind: string }>(answer: T): answer is Exclude<T, Refused> {
  return !isRefused(answer);
}

function isRefused(answer: { readonly kind: string }): answer is Refused {
  return answer.kind === 'refused';
}

export const problemContentType = 'application/problem+json';

export function problemDocument({ refused, status }: Refusal, requestId: string): Problem {
  return {
    type: `urn:tallystick:problem:${refused.code}`,
    title: problems[refused.code].message,
    status,
    detail: refused.detail,
    code: refused.code,
    request_id: requestId,
    ...(refused.retryAfterMs === undefined ? {} : { retry_after_s: wholeSeconds(refused.retryAfterMs) }),
    ...(refused.resetsAt === undefined ? {} : { resets_at: refused.resetsAt }),
  };
}

/** Rounded up and at least one: a client that waits this long is never early. */
export function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
