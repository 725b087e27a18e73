// A metered app in a process of its own, to be killed: its one route hangs, or finds the ledger locked when it has answered.
// Arguments: the ledger's file, and "hang" or "blocked". Prints its address, then what has become of the request.
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { meteredRoutes, openMetering } from '../../../server/metering.ts';

const [path = '', mode = ''] = process.argv.slice(2);
const metering = openMetering({ path, lockWaitMs: 50 });
/** Kept, for a connection that nobody keeps is closed and lets go of its lock. */
const blocker = new Database(path);
const app = Fastify();
await app.register(meteredRoutes, { metering });

app.get(
  '/work',
  {
    config: {
      metered: { payer: { kind: 'header', name: 'x-account' }, cost: { kind: 'fixed', amount: 1_000_000 } },
    },
  },
  async () => {
    if (mode === 'hang') {
      process.stdout.write('working\n');
      await new Promise(() => undefined);
    }
    blocker.exec('BEGIN IMMEDIATE');
    return 'answered';
  },
);

app.addHook('onResponse', async () => {
  setImmediate(() => {
    void app.metering.settled().then(() => process.stdout.write('settled\n'));
  });
});

process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
