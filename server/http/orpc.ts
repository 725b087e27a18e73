// Mounts the contract on Fastify. Every procedure becomes a Fastify route, so that hooks, limits and the log know its pattern.
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { type AnyProcedure, isProcedure } from '@orpc/server';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { serverContract } from '../contract/contract.ts';
import { routeName, routesIn } from './contract-routes.ts';
import { asksForCsv, createCsvAnswers } from './csv-answer.ts';
import { answerJson, takesJson } from './json-procedure.ts';
import type { RequestContext } from './request.ts';
import type { CompanionRouter } from './router.ts';

export function mountContract(app: FastifyInstance, router: CompanionRouter): void {
  const meteredRoutes = new Set(routesIn(serverContract.holds).map(({ name }) => name));
  const procedures = new Map(proceduresOf(router).map((procedure) => [nameOf(procedure), procedure]));
  const answerStandard = standardHandler(router);
  const answerCsv = createCsvAnswers();
  for (const { access, limit, method, path, name, csv, noes } of routesIn(serverContract)) {
    const procedure = procedures.get(name);
    const inJson = procedure !== undefined && takesJson(procedure) ? answerJson(procedure) : answerStandard;
    app.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { access, limit, tellsPlan: meteredRoutes.has(name), ...(noes === null ? {} : { noes }) },
      handler: procedure === undefined || csv === null ? inJson : inEitherForm(inJson, answerCsv(procedure, csv)),
    });
  }
}

function inEitherForm(inJson: RouteHandlerMethod, inCsv: RouteHandlerMethod): RouteHandlerMethod {
  return function answer(request, reply) {
    return (asksForCsv(request) ? inCsv : inJson).call(this, request, reply);
  };
}

type HandledContext = RequestContext & { readonly failures: { readonly thrown: unknown }[] };

/** Answers by oRPC's own handler, which finds the procedure by the request's address. */
function standardHandler(router: CompanionRouter): RouteHandlerMethod {
  const handler = new OpenAPIHandler<HandledContext>(router, {
    eventIteratorKeepAliveInterval: 10_000,
    eventIteratorKeepAliveComment: 'still here',
    interceptors: [async (options) => options.next().catch((thrown: unknown) => noteFailed(thrown, options.context))],
  });
  return async (request, reply) => {
    const context: HandledContext = { request, reply, failures: [] };
    const { matched } = await handler.handle(request, reply, { context });
    const [failure] = context.failures;
    if (failure !== undefined) throw failure.thrown;
    if (!matched) reply.callNotFound();
    return reply;
  };
}

/** Keeps oRPC from answering a failure in its own form; the failure is thrown again, and Fastify's error handler answers it. */
function noteFailed(thrown: unknown, { failures }: HandledContext) {
  failures.push({ thrown });
  return { matched: false as const, response: undefined };
}

function proceduresOf(node: unknown): readonly AnyProcedure[] {
  if (isProcedure(node)) return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(proceduresOf) : [];
}

function nameOf(procedure: AnyProcedure): string {
  const { method = 'POST', path = '' } = procedure['~orpc'].route;
  return routeName({ method, path });
}
