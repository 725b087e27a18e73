// A route priced by the size of its answer: 2,000 microcredits for each kilobyte, at most one credit.
// The payer is named in a header, as behind a gateway of your own that has checked who is asking.
// Run it: node examples/metered-by-size.ts
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../server/metering.ts';
import { demoAccount } from './demo.ts';

const metering = openMetering({ path: process.env['DB_PATH'] ?? 'data/metered-example.db' });
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get(
  '/report',
  {
    config: {
      metered: {
        payer: { kind: 'header', name: 'X-Account' },
        estimate: 1_000_000,
        cost: { kind: 'size', perKilobyte: 2_000 },
      },
    },
  },
  () => 'One line of a long report.\n'.repeat(1_000),
);

app.addHook('onClose', () => metering.close());
await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
await demoAccount(app, metering, '/report');
