// A metered app in a process of its own that has no ledger: it asks a companion server, which the environment names. Prints its
// address, and then a line for each request that it has served.
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../../../server/metering.ts';

const [outboxPath = ''] = process.argv.slice(2);
const metering = openMetering({ outboxPath });
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get(
  '/work',
  { config: { metered: { payer: { kind: 'bearer' }, cost: { kind: 'fixed', amount: 1_000_000 } } } },
  () => 'served',
);

app.addHook('onClose', () => metering.close());
process.once('SIGTERM', () => void app.close());
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
