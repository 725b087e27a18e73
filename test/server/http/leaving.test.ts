// A server that was told to stop: it says that it is not ready, answers for a while as before, and then takes nothing more.
import { expect, it } from 'vitest';
import { call, holdBody, startCompanion } from '../../support/companion.ts';

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
