// Answers a failed request: writes the cause to the log and sends a problem document.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../contract/problem.ts';
import { failureOf } from './failure.ts';
import { openAiError } from './hosted/openai-error.ts';
import { type Refusal, problemContentType, problemDocument, retryAfterOf } from './problem.ts';
import { variesByLanguage } from './vary.ts';
import { showPlan, showRemaining } from './request.ts';

/** Logs failures of the server, and answers. */
export function replyWithProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { refusal, isOurs } = failureOf(thrown);
  if (isOurs) request.log.error({ request_id: request.id, err: thrown }, 'request failed');
  // A request whose address cannot be read passes no hook, so the id is set here too.
  reply.header('x-request-id', request.id);
  void sendProblem(refusal, request, reply);
}

/** Sets the headers that belong to the problem, and sends the document. */
export function sendProblem(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { refused, status } = refusal;
  const { remaining, plan } = refused;
  if (remaining !== undefined) showRemaining(reply, remaining);
  if (plan !== undefined) showPlan(reply, plan, remaining?.free_left ?? null);
  const retryAfter = retryAfterOf(refused);
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  else if (status === 503) reply.header('retry-after', '5');
  if (refused.code === 'token_rejected' || refused.code === 'payer_missing') reply.header('www-authenticate', 'Bearer');
  const accept = request.headers['accept-language'];
  const { body, language } = problemDocument(refusal, { requestId: request.id, accept });
  reply.header('content-language', language).header('vary', variesByLanguage(reply));
  reply.status(status);
  if (request.routeOptions.config.noes === 'openai') return sendToOpenAi(body, reply);
  // Sent as bytes, because Fastify would add a charset to text and this media type has none.
  return reply.header('content-type', problemContentType).send(Buffer.from(JSON.stringify(body)));
}

/** OpenAI's clients repeat every 409, which is of no use where the answer was charged already. */
function sendToOpenAi(body: Problem, reply: FastifyReply): FastifyReply {
  if (body.code === 'idempotency_settled') reply.header('x-should-retry', 'false');
  return reply.header('content-type', 'application/json; charset=utf-8').send(openAiError(body));
}
