// The real server in a process of its own, with a clock whose hands the parent turns: it sends how far ahead of the real
// time they shall stand, in milliseconds, and hears "turned" when they do. First it hears where the server listens.
import { systemClock } from '../../../../server/lib/clock.ts';
import { startServer } from '../../../../server/server.ts';

const hands = { aheadMs: 0 };
const server = await startServer({
  env: process.env,
  clock: { ...systemClock, now: () => Date.now() + hands.aheadMs },
});
process.on('message', (aheadMs) => {
  hands.aheadMs = Number(aheadMs);
  process.send?.('turned');
});
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit());
});
process.on('disconnect', () => process.exit());
process.send?.(server.url);
