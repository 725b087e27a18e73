// The API's description, /openapi.json, generated from the contract.
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { serverContract } from '../contract/contract.ts';
import { type ContractRoute, routeName, routesIn } from './contract-routes.ts';
import { describeHosted, type DescribedRoute } from './hosted/describe-hosted.ts';
import { openAiErrorSchema, problemResponses, problemSchemas } from './openapi-problems.ts';
import { securityOf, securitySchemesOf } from './openapi-security.ts';
import { asSent } from './openapi-streams.ts';
import { describeWebhooks } from './openapi-webhooks.ts';

type Description = {
  readonly version: string;
  readonly publicUrl: string | null;
  readonly hasPlainChat: boolean;
};

/** Answers with the description, for the page that shows it. */
export async function addOpenApi(
  app: FastifyInstance,
  { version, publicUrl, hasPlainChat }: Description,
): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(serverContract, {
    info: {
      title: 'Tallystick server',
      version,
      description:
        'Sells and accounts for credits. Every error is an RFC 9457 problem document, but for the routes that OpenAI’s clients use.',
    },
    ...(publicUrl === null ? {} : { servers: [{ url: publicUrl }] }),
  });
  const description = { ...withRules(document, describeHosted(hasPlainChat)), webhooks: describeWebhooks() };
  const body = JSON.stringify(description);
  app.get('/openapi.json', { config: { access: 'public', limit: 'calm' } }, async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
  return description;
}

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>;

/** Adds to each operation who may call it, and replaces the error responses that the generator invents by the real ones. */
function withRules(document: Document, mounted: readonly DescribedRoute[]): object {
  const routes = [...routesIn(serverContract), ...mounted.map(({ route }) => route)];
  const byName = new Map(routes.map((route) => [route.name, route]));
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => {
    const described = Object.entries(operations ?? {}).map(([method, operation]) => {
      const route = byName.get(routeName({ method: method.toUpperCase(), path }));
      const own = isObject(operation) ? operation : {};
      return [method, route === undefined ? own : withRulesOf(route, own)] as const;
    });
    return [path, Object.fromEntries(described)] as const;
  });
  const beside = mounted.map(({ route, operation }) => [route.path, { post: withRulesOf(route, { ...operation }) }]);
  const { components } = document;
  const schemas = { ...components?.schemas, ...problemSchemas, OpenAiError: openAiErrorSchema };
  const securitySchemes = securitySchemesOf(routes);
  return {
    ...document,
    paths: { ...Object.fromEntries(paths), ...Object.fromEntries(beside) },
    components: { ...components, schemas, securitySchemes },
  };
}

function withRulesOf(route: ContractRoute, operation: Readonly<Record<string, unknown>>): object {
  const yeses = route.csv === null ? yesesOf(operation) : withCsv(yesesOf(operation));
  return { ...operation, security: securityOf(route), responses: { ...yeses, ...problemResponses(route) } };
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
