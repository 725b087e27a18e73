// Answers a procedure that takes and gives JSON, directly from the body that Fastify has parsed. oRPC's own handler would build
// a standard request first, look up the route again, copy the answer and take a dozen turns of the microtask queue: together
// as much work as the rest of a hold.
import { type AnySchema, ValidationError } from '@orpc/contract';
import { type AnyProcedure, ORPCError } from '@orpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from './request.ts';

/** Not for procedures that read a query, stream, or have middleware. */
export function takesJson(procedure: AnyProcedure): boolean {
  const { route, middlewares } = procedure['~orpc'];
  return route.method === 'POST' && route.inputStructure !== 'detailed' && middlewares.length === 0;
}

/** Throws what the procedure throws, and oRPC's own error for input or output that does not fit the contract. */
export function answerJson(
  procedure: AnyProcedure,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { successStatus = 200, outputStructure } = procedure['~orpc'].route;
  return async (request, reply) => {
    const answer = await callProcedure(procedure, inputOf(request), { request, reply });
    const { status, body } = outputStructure === 'detailed' ? detailed(answer) : { status: undefined, body: answer };
    return reply.status(status ?? successStatus).send(body);
  };
}

/** Throws as `answerJson` does. Waits only where it has to: each turn of the microtask queue is paid by every request. */
export async function callProcedure(
  procedure: AnyProcedure,
  given: unknown,
  context: RequestContext,
): Promise<unknown> {
  const { handler, inputSchema, outputSchema } = procedure['~orpc'];
  const input = fitting(inputSchema, given, 'BAD_REQUEST');
  const known: unknown = input instanceof Promise ? await input : input;
  const answer: unknown = await handler({ ...nothingElse, context, input: known, procedure });
  return fitting(outputSchema, answer, 'INTERNAL_SERVER_ERROR');
}

/** Further options that oRPC passes to a handler. Ours use none of them. */
const nothingElse = { path: [], errors: {}, lastEventId: undefined };

/** The value, or a promise of it where the schema has to wait for something. */
function fitting(
  schema: AnySchema | undefined,
  value: unknown,
  code: 'BAD_REQUEST' | 'INTERNAL_SERVER_ERROR',
): unknown {
  if (schema === undefined) return value;
  const fitted = (result: StandardResult): unknown => {
    if (result.issues === undefined) return result.value;
    const { issues } = result;
    throw new ORPCError(code, { cause: new ValidationError({ message: 'validation failed', issues, data: value }) });
  };
  const result = schema['~standard'].validate(value);
  return result instanceof Promise ? result.then(fitted) : fitted(result);
}

type StandardResult = Awaited<ReturnType<AnySchema['~standard']['validate']>>;

/** The fields of the body and the parameters of the path. A parameter wins over a field of the same name. */
function inputOf({ body, params }: FastifyRequest): unknown {
  const values = isRecord(params) ? params : {};
  if (Object.keys(values).length === 0) return body;
  if (body === undefined) return values;
  // Only an object fits a contract. Anything else is passed on as it is and refused by the schema.
  return isRecord(body) ? { ...body, ...values } : body;
}

function detailed(answer: unknown): { readonly status: number | undefined; readonly body: unknown } {
  if (!isRecord(answer)) return { status: undefined, body: undefined };
  const { status, body } = answer;
  return { status: typeof status === 'number' ? status : undefined, body };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
