// How a metered route says no: with the server's own codes, as RFC 9457 documents. They are answers, sent as they are: an
// app's own error handler never sees them, and they never hide an error of the app's.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refused } from '../../usecases/refusal.ts';
import { Refusal } from '../problem.ts';
import { sendProblem } from '../problem-reply.ts';

/** `cause` is for the log. */
export type MeteredNo = { readonly refused: Refused; readonly cause?: unknown };

export function sendNo({ refused, cause }: MeteredNo, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (cause !== undefined)
    request.log.error({ request_id: request.id, err: cause }, 'a metered route had to be refused');
  return sendProblem(new Refusal(refused), request, reply);
}
