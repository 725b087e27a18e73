// A connection to a host that is asked whether it takes writes, before anybody has the connection and while it is kept.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openPool } from '../../../../server/storage/postgres/connection.ts';
import { openNewsroom } from '../../../../server/storage/postgres/nodes/newsroom.ts';
import { startFakeHost } from './fake-host.ts';

const addressOf = (...hosts: readonly { readonly port: number }[]) =>
  `postgres://tallystick@${hosts.map(({ port }) => `127.0.0.1:${port}`).join(',')}/tallystick?target_session_attrs=read-write`;

it.each(['cut', 'nothing'] as const)('fails for whoever asked for it alone, where the answer is: %s', async (last) => {
  // The first answer is for the one that looks which host serves.
  const host = await startFakeHost('takes_writes', last);
  const pool = openPool({ url: addressOf(host), connectMs: 500 });
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('uncaughtExceptionMonitor', note);
  onTestFinished(async () => {
    process.off('uncaughtExceptionMonitor', note);
    await pool.end();
    host.close();
  });
  await expect(pool.connect()).rejects.toThrow(/^Connection terminated/);
  await nextTurn();
  expect(uncaught).toEqual([]);
  host.answers = ['takes_writes'];
  (await pool.connect()).release(true);
});

it('by which news come is left where its host only follows now, for one that takes writes', async () => {
  const [former, other] = [await startFakeHost('takes_writes'), await startFakeHost('takes_writes')];
  const newsroom = openNewsroom({ url: addressOf(former, other), checkMs: 20 });
  onTestFinished(async () => {
    await newsroom.close();
    former.close();
    other.close();
  });
  const listens = (asked: readonly string[]) => asked.filter((question) => question.startsWith('LISTEN')).length;
  newsroom.hear(() => undefined);
  await expect.poll(() => listens(former.asked)).toBe(1);
  former.answers = ['only_follows'];
  await expect.poll(() => listens(other.asked)).toBe(1);
});
