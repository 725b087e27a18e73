// One call to the server with a bounded wait, and every way it can end as a value.
import { ORPCError } from '@orpc/client';
import { ProblemData, problems } from '../../../../../server/contract/problem.ts';
import type { ProblemCode } from '../../../../../server/contract/problem.ts';
import type { z } from 'zod';
import type { Clock } from '../../ports.ts';
import { abortable } from '../../abortable.ts';

/**
 * problem: the server's own no. broken: it answers, but with a 5xx or not as a companion server does.
 * unreachable: no answer in time. `wasSent` is false only where the request surely never left.
 */
export type ServerAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly detail: string; readonly retryAt: number | null }
  | { readonly kind: 'broken'; readonly reason: string; readonly retryAt: number | null }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly wasSent: boolean };

export type Ask = {
  readonly clock: Clock;
  /** Milliseconds until the whole answer has to be there. */
  readonly msMax: number;
  /** The caller's own wish to stop; then `askServer` throws its reason. */
  readonly signal: AbortSignal;
};

export async function askServer<T>(ask: Ask, call: (signal: AbortSignal) => Promise<T>): Promise<ServerAnswer<T>> {
  ask.signal.throwIfAborted();
  const over = new AbortController();
  const late = new AbortController();
  void ask.clock.wait(ask.msMax, over.signal).then(
    () => late.abort(),
    () => undefined,
  );
  const stop = AbortSignal.any([ask.signal, late.signal]);
  try {
    const value = await abortable(stop, call(stop));
    return { kind: 'ok', value };
  } catch (error) {
    ask.signal.throwIfAborted();
    if (late.signal.aborted) return { kind: 'unreachable', reason: `no answer in ${ask.msMax} ms`, wasSent: true };
    return readFailure(error, ask.clock.now());
  } finally {
    over.abort();
  }
}

/** Pure: what a thrown error says of the server. Exported for streams, which fail in the same ways. */
export function readFailure(error: unknown, now: number): Exclude<ServerAnswer<never>, { kind: 'ok' }> {
  if (error instanceof ORPCError) return readProblem(error, now);
  const code = networkCode(error);
  if (code === null) return { kind: 'broken', reason: nameOf(error), retryAt: null };
  return { kind: 'unreachable', reason: code, wasSent: !neverSent.has(code) };
}

function readProblem(error: ORPCError<string, unknown>, now: number): Exclude<ServerAnswer<never>, { kind: 'ok' }> {
  const data = ProblemData.safeParse(error.data ?? {});
  const retryAt = data.success ? whenAgain(data.data, now) : null;
  if (error.status >= 500 || !isProblemCode(error.code)) {
    return { kind: 'broken', reason: `${error.status} ${error.code}`.slice(0, 80), retryAt };
  }
  return { kind: 'problem', code: error.code, detail: error.message.slice(0, 2000), retryAt };
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

/** undici wraps the socket's error as the cause; a cut in the middle has a code of its own. */
function networkCode(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(at.code)) return at.code;
  }
  return null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
