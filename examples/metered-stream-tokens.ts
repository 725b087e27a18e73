// A stream priced by tokens, as from a language model: counted as they go out, so that who leaves early pays for what they got.
// The estimate is taken from the request: no answer may be longer than the limit that it sets.
// Run it: node examples/metered-stream-tokens.ts
import { Readable } from 'node:stream';
import Fastify, { type FastifyRequest } from 'fastify';
import { meteredRoutes, openMetering } from '../server/metering.ts';
import { demoToken } from './demo.ts';

type Asked = { readonly Querystring: { readonly words?: string } };

const wordsMax = 500;
const wordsAsked = ({ query }: FastifyRequest<Asked>): number => Math.min(Number(query.words ?? 100) || 100, wordsMax);

const metering = openMetering({ path: process.env['DB_PATH'] ?? 'data/metered-example.db' });
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get<Asked>(
  '/story',
  {
    config: {
      metered: {
        payer: { kind: 'bearer' },
        cost: { kind: 'tokens', per: 1_000, prompt: 500_000, completion: 1_500_000 },
        estimate: 1_000 + wordsMax * 1_500,
      },
    },
  },
  (request, reply) => {
    async function* story() {
      request.meter?.report({ promptTokens: 2, completionTokens: 0 });
      for (let word = 0; word < wordsAsked(request); word += 1) {
        // Nobody is there to read on: stop the model, too.
        if (request.meter?.signal.aborted === true) return;
        request.meter?.count({ completionTokens: 1 });
        yield `word${word} `;
      }
    }
    return reply.type('text/plain').send(Readable.from(story()));
  },
);

app.addHook('onClose', () => metering.close());
await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
await demoToken(app, metering, '/story?words=200');
