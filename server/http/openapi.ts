// The API's description, /openapi.json, generated from the contract.
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { serverContract } from '../contract/contract.ts';
import { routeName, routesIn } from './contract-routes.ts';
import { problemResponses, problemSchema } from './openapi-problems.ts';
import { securityOf, securitySchemesOf } from './openapi-security.ts';
import { asSent } from './openapi-streams.ts';

type Description = { readonly version: string; readonly publicUrl: string | null };

export async function addOpenApi(app: FastifyInstance, { version, publicUrl }: Description): Promise<void> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(serverContract, {
    info: {
      title: 'Tallystick server',
      version,
      description: 'Sells and accounts for credits. Every error is an RFC 9457 problem document.',
    },
    ...(publicUrl === null ? {} : { servers: [{ url: publicUrl }] }),
  });
  const body = JSON.stringify(withRules(document));
  app.get('/openapi.json', { config: { access: 'public', limit: 'calm' } }, async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
}

/** Adds to each operation who may call it, and replaces the error responses that the generator invents by the real ones. */
function withRules(document: Awaited<ReturnType<OpenAPIGenerator['generate']>>): object {
  const routes = routesIn(serverContract);
  const byName = new Map(routes.map((route) => [route.name, route]));
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => {
    const described = Object.entries(operations ?? {}).map(([method, operation]) => {
      const route = byName.get(routeName({ method: method.toUpperCase(), path }));
      const own = isObject(operation) ? operation : {};
      if (route === undefined) return [method, own] as const;
      const yeses = route.csv === null ? yesesOf(own) : withCsv(yesesOf(own));
      const responses = { ...yeses, ...problemResponses(route) };
      return [method, { ...own, security: securityOf(route), responses }] as const;
    });
    return [path, Object.fromEntries(described)] as const;
  });
  const { components } = document;
  const schemas = { ...components?.schemas, Problem: problemSchema };
  const securitySchemes = securitySchemesOf(routes);
  return { ...document, paths: Object.fromEntries(paths), components: { ...components, schemas, securitySchemes } };
}

function yesesOf({ responses }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const made = isObject(responses) ? responses : {};
  const yeses = Object.entries(made).filter(([status]) => Number(status) < 400);
  return Object.fromEntries(yeses.map(([status, yes]) => [status, asSent(yes)]));
}

/** A list can be had as a file too. */
function withCsv(yeses: Readonly<Record<string, unknown>>): object {
  const schema = { type: 'string', description: 'RFC 4180, the whole list, with a header row' };
  return Object.fromEntries(
    Object.entries(yeses).map(([status, yes]) => {
      const { content, ...rest } = isObject(yes) ? yes : {};
      const own = isObject(content) ? content : {};
      return [status, { ...rest, content: { ...own, 'text/csv': { schema } } }];
    }),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
