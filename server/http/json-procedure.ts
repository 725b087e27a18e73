// Answers a procedure that takes JSON and gives JSON, straight from what Fastify has parsed. oRPC's own handler would make a
// standard request of it first, look its route up a second time and copy its answer: as much work as the rest of a hold.
import { type AnyProcedure, createProcedureClient } from '@orpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from './request.ts';

/** Whether this can answer it: not what reads a query, nor what streams. */
export function takesJson(procedure: AnyProcedure): boolean {
  const { method, inputStructure } = procedure['~orpc'].route;
  return method === 'POST' && inputStructure !== 'detailed';
}

/** Throws what the procedure throws, and oRPC's own error for input or output that does not fit the contract. */
export function answerJson(
  procedure: AnyProcedure,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { successStatus = 200, outputStructure } = procedure['~orpc'].route;
  const call = createProcedureClient(procedure, { context: (own: RequestContext) => ({ ...own }) });
  return async (request, reply) => {
    const answer = await call(inputOf(request), { context: { request, reply } });
    const { status, body } = outputStructure === 'detailed' ? detailed(answer) : { status: undefined, body: answer };
    return reply.status(status ?? successStatus).send(body);
  };
}

/** The body's fields and the path's, which no field of the body may stand in for. */
function inputOf({ body, params }: FastifyRequest): unknown {
  const values = isRecord(params) ? params : {};
  if (Object.keys(values).length === 0) return body;
  return isRecord(body) ? { ...body, ...values } : values;
}

function detailed(answer: unknown): { readonly status: number | undefined; readonly body: unknown } {
  if (!isRecord(answer)) return { status: undefined, body: undefined };
  const { status, body } = answer;
  return { status: typeof status === 'number' ? status : undefined, body };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
