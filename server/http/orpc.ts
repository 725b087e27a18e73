// Hangs the contract on Fastify: every procedure becomes a route of its own, so that hooks, limits and the log know its pattern.
import { isContractProcedure } from '@orpc/contract';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { type AnyProcedure, isProcedure } from '@orpc/server';
import type { FastifyInstance, HTTPMethods, RouteHandlerMethod } from 'fastify';
import { serverContract } from '../contract/contract.ts';
import { answerJson, takesJson } from './json-procedure.ts';
import type { LimitClass } from './limits.ts';
import type { RequestContext } from './request.ts';
import type { CompanionRouter } from './router.ts';

/** `limitOf` names, as "METHOD /path", the routes that fall under another limit than the calm one. */
export function mountContract(
  app: FastifyInstance,
  router: CompanionRouter,
  limitOf: Readonly<Record<string, LimitClass>>,
): void {
  const meteredRoutes = new Set(routesOf(serverContract.holds).map(nameOf));
  const handler = new OpenAPIHandler<HandledContext>(router, {
    eventIteratorKeepAliveInterval: 10_000,
    eventIteratorKeepAliveComment: 'still here',
    interceptors: [async (options) => options.next().catch((thrown: unknown) => noteFailed(thrown, options.context))],
  });
  const answerStandard: RouteHandlerMethod = async (request, reply) => {
    const context: HandledContext = { request, reply, failures: [] };
    const { matched } = await handler.handle(request, reply, { context });
    const [failure] = context.failures;
    if (failure !== undefined) throw failure.thrown;
    if (!matched) reply.callNotFound();
    return reply;
  };
  const procedures = new Map(proceduresOf(router).map((procedure) => [nameOf(routeOf(procedure)), procedure]));
  for (const { method, path } of routesOf(serverContract)) {
    const procedure = procedures.get(nameOf({ method, path }));
    app.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: {
        limit: limitOf[nameOf({ method, path })] ?? 'calm',
        operator: isOperators(nameOf({ method, path })),
        tellsPlan: meteredRoutes.has(nameOf({ method, path })),
      },
      handler: procedure !== undefined && takesJson(procedure) ? answerJson(procedure) : answerStandard,
    });
  }
}

type HandledContext = RequestContext & { readonly failures: { readonly thrown: unknown }[] };

/** Takes a failure out of oRPC's hands, whose error bodies are not ours, so that Fastify's one error handler answers it. */
function noteFailed(thrown: unknown, { failures }: HandledContext) {
  failures.push({ thrown });
  return { matched: false as const, response: undefined };
}

type ContractRoute = { readonly method: HTTPMethods; readonly path: string };

/** Whether a route, named as "METHOD /path", is open to the operator alone. */
export function isOperators(name: string): boolean {
  const { deadLetters, plans, refunds, suspense, wallets } = serverContract;
  return routesOf({ deadLetters, plans, refunds, suspense, wallets }).some((route) => nameOf(route) === name);
}

function nameOf({ method, path }: ContractRoute): string {
  return `${method} ${path}`;
}

function routeOf(procedure: AnyProcedure): ContractRoute {
  const { method = 'POST', path = '' } = procedure['~orpc'].route;
  return { method, path };
}

function proceduresOf(node: unknown): readonly AnyProcedure[] {
  if (isProcedure(node)) return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(proceduresOf) : [];
}

function routesOf(node: unknown): readonly ContractRoute[] {
  if (isContractProcedure(node)) {
    const { method = 'POST', path } = node['~orpc'].route;
    return path === undefined ? [] : [{ method, path }];
  }
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(routesOf) : [];
}
