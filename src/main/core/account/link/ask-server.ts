// One call to the server with a bounded wait, and every way it can end as a value.
import { ORPCError } from '@orpc/client';
import { ProblemData, problems } from '../../../../../server/contract/problem.ts';
import type { ProblemCode } from '../../../../../server/contract/problem.ts';
import { z } from 'zod';
import type { Clock } from '../../ports.ts';
import { within } from '../../time-limit.ts';
import { kindOf } from '../log.ts';
import { ProblemParams, type ServerAnswer, type ServerProblem, type Unanswered } from './link-port.ts';

export type Ask = {
  readonly clock: Clock;
  /** Milliseconds until the whole answer has to be there. */
  readonly msMax: number;
  /** The caller's own wish to stop; then `askServer` throws its reason. */
  readonly signal: AbortSignal;
};

export async function askServer<T>(
  { clock, msMax, signal }: Ask,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<ServerAnswer<T>> {
  signal.throwIfAborted();
  const late = new AbortController();
  const answering = call(AbortSignal.any([signal, late.signal])).then(
    (value): ServerAnswer<T> => ({ kind: 'ok', value }),
    (error: unknown) => readFailure(error, clock.now()),
  );
  const answer = await within({ clock, ms: msMax, signal }, answering, null);
  signal.throwIfAborted();
  if (answer !== null) return answer;
  late.abort();
  return { kind: 'unreachable', reason: `no answer in ${msMax} ms`, wasSent: true };
}

/** Pure: what a thrown error says of the server. Exported for streams, which fail in the same ways. */
export function readFailure(error: unknown, now: number): Unanswered {
  if (error instanceof ORPCError) return readProblem(error, now);
  const found = networkError(error);
  if (found === null) return { kind: 'broken', reason: kindOf(error), retryAt: null };
  const { code, isOfConnection } = found;
  return { kind: 'unreachable', reason: code, wasSent: isOfConnection || !neverSent.has(code) };
}

function readProblem(error: ORPCError<string, unknown>, now: number): Unanswered {
  const data = ProblemData.safeParse(error.data ?? {});
  const retryAt = data.success ? whenAgain(data.data, now) : null;
  if (error.status >= 500 || !isProblemCode(error.code)) {
    return { kind: 'broken', reason: `${error.status} ${error.code}`.slice(0, 80), retryAt };
  }
  return {
    kind: 'problem',
    code: error.code,
    params: paramsOf(error.cause),
    detail: error.message.slice(0, 2000),
    retryAt,
  };
}

/** Most problems carry a few short members; one that is longer is not worth keeping. */
const paramsCharactersMax = 4000;

function paramsOf(cause: unknown): ServerProblem['params'] {
  const read = z.object({ params: ProblemParams }).safeParse(cause);
  if (!read.success || JSON.stringify(read.data.params).length > paramsCharactersMax) return {};
  return read.data.params;
}

function whenAgain(data: z.infer<typeof ProblemData>, now: number): number | null {
  if (data.retry_after_s !== undefined) return now + data.retry_after_s * 1000;
  return data.resets_at ?? null;
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

type NetworkError = {
  readonly code: string;
  /** There was a connection, and it failed: a network that goes away says the same of one as of none. */
  readonly isOfConnection: boolean;
};

/** undici wraps the socket's error as the cause; a cut in the middle has a code of its own. */
function networkError(error: unknown): NetworkError | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (!('code' in at) || typeof at.code !== 'string' || !/^(?:E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(at.code)) continue;
    return { code: at.code, isOfConnection: 'syscall' in at && (at.syscall === 'read' || at.syscall === 'write') };
  }
  return null;
}
