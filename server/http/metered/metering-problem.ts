// How a metered route says no: with the server's own codes, as RFC 9457 documents. They are answers, sent as they are: an
// app's own error handler never sees them, and they never hide an error of the app's.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refused } from '../../usecases/refusal.ts';
import { problemContentType, problemDocument, Refusal, wholeSeconds } from '../problem.ts';
import { showPlan, showRemaining } from '../request.ts';

/** `members`: what the document has beside the standard ones. `cause` is for the log. */
export type MeteredNo = {
  readonly refused: Refused;
  readonly members?: Readonly<Record<string, number>>;
  readonly cause?: unknown;
};

export function sendNo({ refused, members, cause }: MeteredNo, request: FastifyRequest, reply: FastifyReply) {
  if (cause !== undefined)
    request.log.error({ request_id: request.id, err: cause }, 'a metered route had to be refused');
  const { remaining, plan, retryAfterMs } = refused;
  if (remaining !== undefined) showRemaining(reply, remaining);
  if (plan !== undefined) showPlan(reply, plan, remaining?.free_left ?? null);
  const document = problemDocument(new Refusal(refused), request.id);
  if (document.status === 401) reply.header('www-authenticate', 'Bearer');
  if (retryAfterMs !== undefined) reply.header('retry-after', String(wholeSeconds(retryAfterMs)));
  else if (document.status === 503) reply.header('retry-after', '5');
  return reply
    .status(document.status)
    .header('content-type', problemContentType)
    .send(Buffer.from(JSON.stringify({ ...document, ...members })));
}
