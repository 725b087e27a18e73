// What every hosted route does with a request: who pays, the charge, the headers, and the watch over the client.
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChatRequest } from '../../contract/hosted/chat-request.ts';
import type { Usecases } from '../../usecases/create-usecases.ts';
import type { Completion, CompletionAsked } from '../../usecases/hosted/complete.ts';
import { hostedHolder } from '../../usecases/holds/holder.ts';
import { orRefuse, refusal } from '../problem.ts';
import { callerOf, showPlan, showRemaining } from '../request.ts';
import type { OpenAnswers } from './open-answers.ts';

export type HostedHttp = { readonly complete: Usecases['hosted']['complete']; readonly open: OpenAnswers };

export type Wanted = {
  readonly request: ChatRequest;
  readonly route: string;
} & Partial<Pick<CompletionAsked, 'hints' | 'ownKey'>>;

export type Answer = Exclude<Completion, { readonly kind: 'refused' | 'left' }>;

/**
 * Calls `send` with an answer whose headers are set. Where the client has gone before, nothing is sent. Throws refusals.
 */
export async function answerHosted(
  { complete, open }: HostedHttp,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { wanted, send }: { readonly wanted: Wanted; send(answer: Answer, reader: AbortSignal): Promise<void> },
): Promise<void> {
  const caller = callerOf(request);
  const key = keyOf(request);
  const { reader, close } = open.open(hostedHolder(caller));
  try {
    watchClient(request, reply.raw, reader);
    const { hints = null, ownKey = null, ...asked } = wanted;
    const wantsUsage = asked.request.stream_options?.include_usage === true;
    const answer = orRefuse(
      await complete({ ...asked, caller, key, hints, ownKey, wantsUsage, reader, log: logOf(request) }),
    );
    if (answer.kind === 'left') {
      reply.hijack();
      return;
    }
    try {
      showCharge(reply, answer);
      await send(answer, reader.signal);
    } catch (err) {
      // A header that Node refuses, for one. Nobody else would end the hold.
      if (answer.kind === 'stream') await answer.leave();
      throw err;
    }
  } finally {
    close();
  }
}

const keyForm = /^[\x21-\x7e]{1,200}$/;

function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !keyForm.test(key)) throw refusal('invalid_request', { reason: 'idempotency_key' });
  return key;
}

/** No event tells of a client that left before this was called. */
function watchClient({ raw }: FastifyRequest, response: ServerResponse, reader: AbortController): void {
  if (raw.socket.destroyed) reader.abort();
  response.once('close', () => {
    if (!response.writableFinished) reader.abort();
  });
}

function logOf(request: FastifyRequest): CompletionAsked['log'] {
  return { warn: (fields, message) => request.log.warn({ request_id: request.id, ...fields }, message) };
}

function showCharge(reply: FastifyReply, { hold, stands, clampedTo, overflow }: Answer): void {
  showRemaining(reply, stands.remaining);
  showPlan(reply, stands.plan, stands.remaining.free_left);
  reply.header('x-charge-id', hold.id);
  if (clampedTo !== null) reply.header('x-output-clamped', String(clampedTo));
  if (overflow !== null) reply.header('x-plan-overflow', overflow);
}
