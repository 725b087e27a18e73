// A server that was told to stop: it says that it is not ready, answers for a while as before, and then takes nothing more.
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { systemClock } from '../../../server/lib/clock.ts';
import { startServer } from '../../../server/server.ts';
import { call, companionEnv, holdBody, startCompanion, tempFolder } from '../../support/companion.ts';
import { listening } from '../../support/listening.ts';

it('is not ready from then on, answers as before and ends each connection, and only then stops listening', async () => {
  const server = await startCompanion({ SHUTDOWN_NOTICE_SECONDS: '2' });
  expect((await call(server.url, 'GET /readyz')).status).toBe(200);
  const closed = server.close();
  const ready = await call(server.url, 'GET /readyz');
  expect([ready.status, ready.body]).toMatchObject([503, { code: 'storage_unavailable', reason: 'stopping' }]);
  expect((await call(server.url, 'GET /healthz')).status).toBe(200);
  const hold = await call(server.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() });
  expect([hold.status, hold.headers.get('connection')]).toEqual([201, 'close']);
  await closed;
  await expect(call(server.url, 'GET /healthz')).rejects.toThrow('fetch failed');
});

it('without a notice stops at once', async () => {
  const server = await startCompanion();
  await call(server.url, 'GET /readyz');
  await server.close();
  await expect(call(server.url, 'GET /healthz')).rejects.toThrow('fetch failed');
});

it('gives no notice where it cannot start, since nobody was told that it has', async () => {
  const other = createServer();
  const port = await listening(other);
  const folder = tempFolder();
  const waits: number[] = [];
  const clock = {
    ...systemClock,
    wait(ms: number, signal: AbortSignal) {
      waits.push(ms);
      return ms === 300_000 ? Promise.resolve() : systemClock.wait(ms, signal);
    },
  };
  try {
    const env = { ...companionEnv(folder), METRICS_PORT: String(port), SHUTDOWN_NOTICE_SECONDS: '300' };
    await expect(startServer({ env, clock, logTo: { write: () => undefined } })).rejects.toThrow('EADDRINUSE');
    expect(waits).not.toContain(300_000);
  } finally {
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
