// POST /chat and POST /chat/stream: a question in, and the text of the answer out, as JSON or as it comes.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ChatRequest } from '../../contract/hosted/chat-request.ts';
import { refusal } from '../problem.ts';
import { answerHosted, type Answer, type HostedHttp } from './answer.ts';
import { textIn, textOfEvents } from './answer-text.ts';
import { readRequest } from './read-request.ts';
import { sendEvents } from './send-events.ts';

const text = z.string().max(10_000_000);

export const PlainRequest = z.object({
  message: text.min(1).optional(),
  messages: z
    .array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: text }))
    .max(10_000)
    .optional(),
});

type PlainDeps = { readonly hosted: HostedHttp; readonly model: string };

export function plainChat({ hosted, model }: PlainDeps, kind: 'whole' | 'stream') {
  const route = kind === 'stream' ? 'POST /chat/stream' : 'POST /chat';
  return (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const messages = messagesIn(readRequest(PlainRequest, request.body));
    const wanted = { request: { model, messages, stream: kind === 'stream' }, route };
    return answerHosted(hosted, { request, reply }, { wanted, send: (answer, reader) => send(reply, answer, reader) });
  };
}

function messagesIn({ message, messages = [] }: z.infer<typeof PlainRequest>): ChatRequest['messages'] {
  if (messages.length > 0) return messages;
  if (message === undefined) throw refusal('invalid_request', { reason: 'field_missing', field: 'message' });
  return [{ role: 'user', content: message }];
}

async function send(reply: FastifyReply, answer: Answer, reader: AbortSignal): Promise<void> {
  if (answer.kind === 'whole') {
    if (answer.charge !== null) reply.header('x-charged-microcredits', String(answer.charge.captured_microcredits));
    await reply.send({ text: textIn(answer.body) });
    return;
  }
  const sender = sendEvents(reply, 'text/plain; charset=utf-8', reader);
  const textOf = textOfEvents();
  const { kind } = await answer.passTo(async (event) => {
    const more = textOf(event);
    if (more !== '') await sender.pass(more);
  });
  // There is no place for a no in a text: a connection that closes early says that some of it is missing.
  if (kind === 'whole') sender.end('');
  else reply.raw.destroy();
}
