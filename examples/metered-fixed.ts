// A route at a fixed price: 0.25 credits for each greeting, from the wallet of the bearer token.
// Run it: node examples/metered-fixed.ts
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../server/metering.ts';
import { demoToken } from './demo.ts';

const metering = openMetering({ path: process.env['DB_PATH'] ?? 'data/metered-example.db' });
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get(
  '/greeting',
  { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: 250_000 } } } },
  () => 'Good day to you.',
);

app.addHook('onClose', () => metering.close());
await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
await demoToken(app, metering, '/greeting');
