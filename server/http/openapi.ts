// The API's own description, made from the contract that it is served by.
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { serverContract } from '../contract/contract.ts';
import { problemResponses, problemSchema, type Told } from './openapi-problems.ts';

type Description = Told & { readonly version: string; readonly publicUrl: string | null };

export async function addOpenApi(app: FastifyInstance, { version, publicUrl, ...told }: Description): Promise<void> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(serverContract, {
    info: {
      title: 'Tallystick server',
      version,
      description: 'Sells and accounts for credits. Every error is an RFC 9457 problem document.',
    },
    ...(publicUrl === null ? {} : { servers: [{ url: publicUrl }] }),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'tally_ and 43 characters' },
        operator: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Api-Key',
          description: 'the operator’s key, for plans and wallets',
        },
        client: { type: 'apiKey', in: 'header', name: 'X-Client-Id' },
      },
    },
    security: [{ token: [] }, { client: [] }, {}],
  });
  const body = JSON.stringify(withProblems(document, told));
  app.get('/openapi.json', { config: { limit: 'calm' } }, async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
}

/** In the place of the noes that the generator makes up, which are sent in another form. */
function withProblems(document: Awaited<ReturnType<OpenAPIGenerator['generate']>>, told: Told): object {
  const noes = problemResponses(serverContract, told);
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => {
    const described = Object.entries(operations ?? {}).map(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const security = told.isOperators(name) ? { security: [{ operator: [] }] } : {};
      const own = isObject(operation) ? operation : {};
      return [method, { ...own, ...security, responses: responsesOf(own, noes.get(name) ?? {}) }] as const;
    });
    return [path, Object.fromEntries(described)] as const;
  });
  const { components } = document;
  const schemas = { ...components?.schemas, Problem: problemSchema };
  return { ...document, paths: Object.fromEntries(paths), components: { ...components, schemas } };
}

function responsesOf({ responses }: Readonly<Record<string, unknown>>, noes: Readonly<Record<string, object>>): object {
  const made = isObject(responses) ? responses : {};
  const yeses = Object.entries(made).filter(([status]) => Number(status) < 400);
  return { ...Object.fromEntries(yeses), ...noes };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
