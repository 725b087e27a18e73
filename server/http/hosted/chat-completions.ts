// POST /v1/chat/completions, and the same under /v1/proxy with what the proxy's users send and read beside it. The bytes of an
// answer are passed on as the upstream sent them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ChatRequest } from '../../contract/hosted/chat-request.ts';
import { chargeComment } from '../../contract/hosted/hosted.ts';
import { answerHosted, type Answer, type HostedHttp } from './answer.ts';
import { brokenEvent } from './broken-event.ts';
import { readRequest } from './read-request.ts';
import { sendEvents } from './send-events.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function chatCompletions(hosted: HostedHttp): Handler {
  return (request, reply) => {
    const wanted = { request: readRequest(ChatRequest, request.body), route: 'POST /v1/chat/completions' };
    const send = (answer: Answer, reader: AbortSignal): Promise<void> =>
      answer.kind === 'whole' ? sendWhole(reply, answer, answer.body) : sendStream({ request, reply }, answer, reader);
    return answerHosted(hosted, { request, reply }, { wanted, send });
  };
}

const expected = z.int().min(0).max(1_000_000_000).optional();

/** `input_tokens` and `output_tokens`: what the caller expects to use, by which a plan's day in money is checked. */
export const ProxyRequest = ChatRequest.extend({ input_tokens: expected, output_tokens: expected });

export function proxyCompletions(hosted: HostedHttp): Handler {
  return (request, reply) => {
    const { input_tokens: input, output_tokens: output, ...chat } = readRequest(ProxyRequest, request.body);
    const isHinted = input !== undefined || output !== undefined;
    const hints = isHinted ? { promptTokens: input ?? 0, completionTokens: output ?? 0, durationMs: 0 } : null;
    const wanted = { request: chat, route: 'POST /v1/proxy/chat/completions', hints, ownKey: ownKeyOf(request) };
    const send = (answer: Answer, reader: AbortSignal): Promise<void> =>
      answer.kind === 'whole'
        ? sendWhole(reply, answer, withOurs(answer, request.id))
        : sendStream({ request, reply }, answer, reader);
    return answerHosted(hosted, { request, reply }, { wanted, send });
  };
}

function ownKeyOf({ headers }: FastifyRequest): string | null {
  const key = headers['x-litellm-api-key'];
  return typeof key === 'string' && /^[\x21-\x7e]{1,512}$/.test(key) ? key : null;
}

type Whole = Extract<Answer, { readonly kind: 'whole' }>;
type Streamed = Extract<Answer, { readonly kind: 'stream' }>;

const Completion = z.looseObject({});

/** The answer with what the proxy's users look for in it. */
function withOurs({ body, degradedTo }: Whole, requestId: string): Uint8Array {
  const answer = Completion.parse(JSON.parse(new TextDecoder().decode(body)));
  const ours = { request_id: requestId, ...(degradedTo === null ? {} : { degraded_model: degradedTo }) };
  return Buffer.from(JSON.stringify({ ...answer, ...ours }));
}

async function sendWhole(reply: FastifyReply, { charge }: Whole, body: Uint8Array): Promise<void> {
  if (charge !== null) reply.header('x-charged-microcredits', String(charge.captured_microcredits));
  await reply.header('content-type', 'application/json; charset=utf-8').send(body);
}

async function sendStream(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { passTo }: Streamed,
  reader: AbortSignal,
): Promise<void> {
  const sender = sendEvents(reply, 'text/event-stream; charset=utf-8', reader);
  const { kind, charge } = await passTo((event) => sender.pass(event));
  const told = charge === null ? '' : `${chargeComment}${JSON.stringify(charge)}\n\n`;
  sender.end(kind === 'whole' ? told : `${brokenEvent(request, kind)}${told}`);
}
