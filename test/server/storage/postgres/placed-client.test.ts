// A connection to a host that is asked whether it takes writes, before anybody has the connection and while it is kept.
import { createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPool } from '../../../../server/storage/postgres/connection.ts';
import { createAuditor } from '../../../../server/storage/postgres/nodes/auditor.ts';
import { openNewsroom } from '../../../../server/storage/postgres/nodes/newsroom.ts';
import { serveDatabase } from '../../../../server/storage/postgres/serve-database.ts';
import { listening } from '../../../support/listening.ts';
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

/** Takes connections, and says nothing. */
async function startSilentHost(): Promise<{ readonly port: number; readonly isAsked: () => boolean }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: await listening(server), isAsked: () => sockets.size > 0 };
}

describe.each([1, 2])('a connection to %i hosts that do not answer is ended by closing', (count) => {
  const longMs = 600_000;
  async function startHosts(): Promise<{ readonly url: string; readonly isAsked: () => boolean }> {
    const hosts = await Promise.all(Array.from({ length: count }, startSilentHost));
    const url = `postgres://tallystick@${hosts.map(({ port }) => `127.0.0.1:${port}`).join(',')}/tallystick`;
    return { url, isAsked: () => hosts[0]?.isAsked() === true };
  }

  it('the newsroom', async () => {
    const { url, isAsked } = await startHosts();
    const newsroom = openNewsroom({ url, answerMs: longMs });
    newsroom.hear(() => undefined);
    await expect.poll(isAsked).toBe(true);
    await expect(newsroom.close()).resolves.toBeUndefined();
  });

  it('the auditor', async () => {
    const { url, isAsked } = await startHosts();
    const pool = openPool({ url });
    const auditor = createAuditor(serveDatabase(pool), { url, connectMs: longMs });
    const audit = Promise.allSettled([auditor.audit()]);
    await expect.poll(isAsked).toBe(true);
    await auditor.close();
    expect(await audit).toMatchObject([{ status: 'rejected', reason: { message: 'the store is closed' } }]);
    await pool.end();
  });

  it('the pool', async () => {
    const { url, isAsked } = await startHosts();
    const pool = openPool({ url, connectMs: longMs });
    const connecting = Promise.allSettled([pool.connect()]);
    await expect.poll(isAsked).toBe(true);
    await pool.end();
    expect(await connecting).toMatchObject([{ status: 'rejected' }]);
  });
});
