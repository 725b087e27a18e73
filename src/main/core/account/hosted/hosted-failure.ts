// From what went wrong between us and the server to the server's no, or to the one code of the closed list that says what to do.
import { z } from 'zod';
import { isProblemCode, ProblemData, type ProblemCode } from '../../../../../server/contract/problem.ts';
import type { FailureCode } from '../../../../preload/contract/failure.ts';
import { CodedFailure } from '../../coded-failure.ts';
import { LineTooLong, LineUnreadable } from '../../line-reader.ts';
import { ProblemParams, type Posted, type ServerProblem, type Unanswered } from '../link/link-port.ts';
import { readJson } from './completion-wire.ts';

export type ServerNo =
  | { readonly kind: 'refused'; readonly problem: ServerProblem }
  | { readonly kind: 'failed'; readonly failure: CodedFailure };

/** OpenAI's form of an error, with the server's own code and its parameters in it. */
const Said = z.object({ error: z.looseObject({ message: z.string(), code: z.string().nullish() }) });

/** Noes that are drawn as a card: who asks may not, or not now. */
const refusals: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'payer_missing',
  'token_rejected',
  'credits_exhausted',
  'free_exhausted',
  'quota_exhausted',
  'daily_limit_reached',
  'budget_exhausted',
  'forbidden',
  'model_not_offered',
  'model_unknown',
  'rate_limited',
  'plan_rate_limited',
]);

/** `body`: as far as it was read. `now`: epoch milliseconds. */
export function readNo({ status, headers }: Omit<Posted, 'body'>, body: string, now: number): ServerNo {
  const said = Said.safeParse(readJson(body)).data?.error;
  const code = said?.code;
  if (said === undefined || typeof code !== 'string' || !isProblemCode(code)) return failed(codeOfStranger(status));
  if (!refusals.has(code)) return failed(codeOfStatus(status), said.message);
  const { message: detail, code: _code, type: _type, param: _param, request_id: _id, ...params } = said;
  const problem = { kind: 'problem', code, detail: detail.slice(0, 2000), params: boundedParams(params) } as const;
  return { kind: 'refused', problem: { ...problem, retryAt: retryAt(said, headers['retry-after'], now) } };
}

function failed(code: FailureCode, detail: string | null = null): ServerNo {
  return { kind: 'failed', failure: new CodedFailure(code, { detail, canRetry: true }) };
}

function codeOfStatus(status: number): FailureCode {
  if (status === 413) return 'hosted_too_large';
  if (status === 503 || status === 429) return 'hosted_busy';
  return status >= 500 || status === 409 ? 'hosted_failed' : 'hosted_refused';
}

/** No word of a companion server: a proxy in front of one, or something else altogether. */
function codeOfStranger(status: number): FailureCode {
  if (status === 413) return 'hosted_too_large';
  return status >= 502 && status <= 504 ? 'hosted_unreachable' : 'hosted_unreadable';
}

const paramsCharactersMax = 4000;

function boundedParams(params: unknown): ServerProblem['params'] {
  const read = ProblemParams.safeParse(params);
  return read.success && JSON.stringify(read.data).length <= paramsCharactersMax ? read.data : {};
}

function retryAt(said: unknown, header: string | string[] | undefined, now: number): number | null {
  const { retry_after_s: waitS, resets_at: resetsAt } = ProblemData.safeParse(said).data ?? {};
  if (waitS !== undefined) return now + waitS * 1000;
  if (resetsAt !== undefined) return resetsAt;
  return typeof header === 'string' && /^\d{1,7}$/.test(header) ? now + Number(header) * 1000 : null;
}

/** The stream is not what such a server sends; else null. */
export function tellUnreadable(error: unknown): CodedFailure | null {
  if (error instanceof CodedFailure) return error;
  const isOurs = error instanceof LineTooLong || error instanceof LineUnreadable;
  return isOurs ? new CodedFailure('hosted_unreadable', { detail: error.message, canRetry: true, cause: error }) : null;
}

/** The request got no answer, or one that ended too early. */
export function tellCut(unanswered: Unanswered, cause: unknown): CodedFailure {
  const detail = unanswered.kind === 'problem' ? unanswered.detail : unanswered.reason;
  return new CodedFailure('hosted_cut', { detail, canRetry: true, cause });
}

/** The request surely never left. */
export function tellUnsent({ reason }: { readonly reason: string }, cause: unknown): CodedFailure {
  return new CodedFailure('hosted_unreachable', { detail: reason, canRetry: true, cause });
}

export function tellStalled(waitedMs: number): CodedFailure {
  return new CodedFailure('hosted_stalled', { waitedS: Math.round(waitedMs / 1000), canRetry: true });
}
