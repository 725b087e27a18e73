// Every no as an RFC 9457 document: the code, its parameters, and beside them the sentence for it in the reader's language.
import { problems, type Problem, type ProblemCode, type ProblemParams } from '../contract/problem.ts';
import { type Refused, refusal as refused } from '../usecases/refusal.ts';
import { sayProblem } from '../words/say-problem.ts';

/** A no on its way out of a handler. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly refused: Refused;
  /** Set where HTTP knows a closer status than the code's own, such as 415. */
  readonly status: number;

  constructor(no: Refused, status: number = problems[no.code].status) {
    super(no.code);
    this.refused = no;
    this.status = status;
  }
}

export function refusal<Code extends ProblemCode>(code: Code, params: ProblemParams<Code>, status?: number): Refusal {
  return new Refusal(refused(code, params), status);
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

/** `accept`: the request's Accept-Language header. `language`: of title and sentence, for the answer's Content-Language. */
export function problemDocument(
  { refused: { code, params }, status }: Refusal,
  { requestId, accept }: { readonly requestId: string; readonly accept: string | undefined },
): { readonly body: Problem; readonly language: string } {
  const { title, detail, language } = sayProblem({ code, params }, accept);
  const standard = { type: `urn:tallystick:problem:${code}`, title, status, detail, code };
  return { body: { ...standard, request_id: requestId, ...params }, language };
}

/** Whole seconds until another try can succeed; null where none are known. */
export function retryAfterOf({ params }: Pick<Refused, 'params'>): number | null {
  return 'retry_after_s' in params && typeof params.retry_after_s === 'number' ? params.retry_after_s : null;
}
