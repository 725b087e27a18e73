// An operator's own app whose one route is charged by one line: each request is a hold and its capture. Argument: the ledger's file.
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../../../server/metering.ts';

const metering = openMetering({ path: process.argv[2] ?? '' });
const app = Fastify({ logger: false });
await app.register(meteredRoutes, { metering });
app.post(
  '/work',
  { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: 1_000_000 } } } },
  () => ({ answer: 'done' }),
);
app.addHook('onClose', () => metering.close());
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
