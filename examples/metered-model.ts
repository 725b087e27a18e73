// A model priced by the operator's own rules, for whoever pays, and for visitors as long as they have free messages.
// A wallet that does not afford the whole answer gets a shorter one: the handler is told how long it may be.
// Run it: node examples/metered-model.ts
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../server/metering.ts';
import { demoToken } from './demo.ts';

const metering = openMetering({
  path: process.env['DB_PATH'] ?? 'data/metered-example.db',
  priceRules: [{ id: 'parrot', models: 'parrot', venue: 'hosted', per_output_token_microcredits: 1_000 }],
  free: { limit: 20 },
});
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get(
  '/parrot',
  {
    config: {
      metered: {
        payer: { kind: 'bearer' },
        free: true,
        cost: { kind: 'model', model: 'parrot' },
        estimate: { promptTokens: 100, outputTokens: 50 },
      },
    },
  },
  ({ meter }) => {
    const words = Math.min(50, meter?.outputLimit ?? 50);
    meter?.report({ promptTokens: 3, completionTokens: words });
    return 'Hello '.repeat(words).trim();
  },
);

app.addHook('onClose', () => metering.close());
await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
await demoToken(app, metering, '/parrot');
