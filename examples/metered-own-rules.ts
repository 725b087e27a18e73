// A price and a payer of one's own: functions where the ready rules do not fit, an estimate made from the request,
// and an answer of 404 that is charged as well, since looking was the work.
// Run it: node examples/metered-own-rules.ts
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../server/metering.ts';
import { demoAccount } from './demo.ts';

const shelf = new Map([['tally', 'A stick split in two, so that debtor and creditor each keep a half.']]);

const metering = openMetering({ path: process.env['DB_PATH'] ?? 'data/metered-example.db' });
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get<{ Params: { readonly word: string } }>(
  '/definitions/:word',
  {
    config: {
      metered: {
        name: 'dictionary',
        payer: ({ headers }) =>
          typeof headers['x-account'] === 'string' ? { kind: 'account', account: headers['x-account'] } : null,
        estimate: ({ url }) => 5_000 + url.length * 100,
        cost: (request, _reply, { status }) => (status === 404 ? 1_000 : 5_000 + request.url.length * 100),
        chargeOn: ['success', 'client_error'],
      },
    },
  },
  ({ params }, reply) => shelf.get(params.word) ?? reply.status(404).send('No such word.'),
);

app.addHook('onClose', () => metering.close());
await app.listen({ port: Number(process.env['PORT'] ?? 3000) });
await demoAccount(app, metering, '/definitions/tally');
