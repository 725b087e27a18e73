// Where a failure meets its request: the log gets the cause, the answer gets the problem document.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf } from './failure.ts';
import { problemContentType, problemDocument, wholeSeconds } from './problem.ts';
import { showPlan, showRemaining } from './request.ts';

/** Logs what is ours to repair, sets the headers that belong to the no, and sends its document. */
export function replyWithProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { refusal, isOurs } = failureOf(thrown);
  if (isOurs) request.log.error({ request_id: request.id, err: thrown }, 'request failed');
  const { remaining, plan, retryAfterMs } = refusal.refused;
  if (remaining !== undefined) showRemaining(reply, remaining);
  if (plan !== undefined) showPlan(reply, plan, remaining?.free_left ?? null);
  if (retryAfterMs !== undefined) reply.header('retry-after', String(wholeSeconds(retryAfterMs)));
  else if (refusal.status === 503) reply.header('retry-after', '5');
  // Requests that no route could be found for have passed no hook that would have set it.
  reply.header('x-request-id', request.id);
  if (refusal.refused.code === 'token_rejected') reply.header('www-authenticate', 'Bearer');
  // Bytes rather than text, so that no charset is added: the type has no such parameter.
  const body = Buffer.from(JSON.stringify(problemDocument(refusal, request.id)));
  void reply.status(refusal.status).header('content-type', problemContentType).send(body);
}
