// The API's own description, made from the contract that it is served by.
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { FastifyInstance } from 'fastify';
import { serverContract } from '../contract/contract.ts';

export async function addOpenApi(app: FastifyInstance, version: string, publicUrl: string | null): Promise<void> {
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
  const body = JSON.stringify(document);
  app.get('/openapi.json', { config: { limit: 'calm' } }, async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(body),
  );
}
