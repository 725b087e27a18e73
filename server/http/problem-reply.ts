// Answers a failed request: writes the cause to the log and sends a problem document.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from './failure.ts';
import { problemContentType, problemDocument, wholeSeconds } from './problem.ts';
import { showPlan, showRemaining } from './request.ts';

/** Logs failures of the server, sets the headers that belong to the problem, and sends the document. */
export function replyWithProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { refusal, isOurs } = failureOf(thrown);
  if (isOurs) request.log.error({ request_id: request.id, err: thrown }, 'request failed');
  const { remaining, plan, retryAfterMs } = refusal.refused;
  if (remaining !== undefined) showRemaining(reply, remaining);
  if (plan !== undefined) showPlan(reply, plan, remaining?.free_left ?? null);
  if (retryAfterMs !== undefined) reply.header('retry-after', String(wholeSeconds(retryAfterMs)));
  else if (refusal.status === 503) reply.header('retry-after', '5');
  // A request whose address cannot be read passes no hook, so the id is set here too.
  reply.header('x-request-id', request.id);
  if (refusal.refused.code === 'token_rejected') reply.header('www-authenticate', 'Bearer');
  // Sent as bytes, because Fastify would add a charset to text and this media type has none.
  const body = Buffer.from(JSON.stringify(problemDocument(refusal, request.id)));
  void reply.status(refusal.status).header('content-type', problemContentType).send(body);
}
