// A route priced by the time it takes: 10,000 microcredits a second and 500 to begin with, bounded by its own time limit.
// Run it: node examples/metered-by-time.ts
import { setTimeout as pause } from 'node:timers/promises';
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../server/metering.ts';
import { demoToken } from './demo.ts';

const metering = openMetering({ path: process.env['DB_PATH'] ?? 'data/metered-example.db' });
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get(
  '/work',
  {
    config: {
      metered: {
        payer: { kind: 'bearer' },
        cost: { kind: 'time', perSecond: 10_000, base: 500 },
        estimate: 600_500,
        longestMs: 60_000,
      },
    },
  },
  async () => {
    await pause(300);
    return 'Done.';
  },
);

app.addHook('onClose', () => metering.close());
await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
await demoToken(app, metering, '/work');
