import { join } from 'node:path';
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { addOverloadGuard } from '../../../server/http/overload.ts';
import { type Companion, call, holdBody, newToken, openOrder, startCompanion, until } from '../../support/companion.ts';

const open: Pick<Companion, 'close'>[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(env: Readonly<Record<string, string>>): Promise<Companion> {
  const server = await startCompanion({ FREE_LIMIT: '1000', ...env });
  open.push(server);
  return server;
}

const hold = (server: Companion) => call(server.url, 'POST /v1/holds', { as: 'client-1234', body: holdBody() });

/** Asks for what needs no ledger. */
const untilConfigIs = (status: number, server: Companion) =>
  until(
    () => call(server.url, 'GET /v1/config'),
    (answer) => answer.status === status,
  );

describe('a server with as many requests at work as it may have', () => {
  it('tells further ones to come back, passes its probes, and has places again when work is done', async () => {
    const server = await start({ RL_MAX_AT_ONCE: '2' });
    const unlock = lock(server);
    const waiting = [hold(server), hold(server)];
    await untilConfigIs(503, server);
    const refused = await hold(server);
    expect([refused.status, refused.body.code, refused.body.retry_after_s]).toEqual([503, 'overloaded', 5]);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.body.detail).toMatch(/Nothing was charged/);
    expect((await call(server.url, 'GET /healthz')).status).toBe(200);
    unlock();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201]);
    for (let turn = 0; turn < 5; turn += 1) expect((await hold(server)).status).toBe(201);
  });

  it('counts nobody who only watches', async () => {
    const server = await start({ RL_MAX_AT_ONCE: '1' });
    const { id } = await openOrder(server.url, newToken());
    const watching = await fetch(`${server.url}/v1/orders/${id}/events`);
    expect((await hold(server)).status).toBe(201);
    await watching.body?.cancel();
  });

  it('counts nobody who has left before their answer', async () => {
    const app = Fastify();
    addOverloadGuard(app, 1);
    app.get('/at-once', () => 'here');
    app.get('/never', () => new Promise(() => undefined));
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    open.push({ close: () => app.close() });
    const leaving = new AbortController();
    const left = fetch(`${url}/never`, { signal: leaving.signal }).catch(() => 'left');
    const atOnce = async (): Promise<number> => (await fetch(`${url}/at-once`)).status;
    await until(atOnce, (status) => status === 503);
    leaving.abort();
    expect(await left).toBe('left');
    await until(atOnce, (status) => status === 200);
  });
});

describe('whoever leaves while it is asked who they are', () => {
  it('is not counted for ever', async () => {
    const app = Fastify();
    const asked = Promise.withResolvers<void>();
    const known = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    app.addHook('onRequest', async (request, reply) => {
      if (request.url !== '/slow') return;
      reply.raw.once('close', () => closed.resolve());
      asked.resolve();
      await known.promise;
    });
    addOverloadGuard(app, 1);
    app.get('/slow', () => 'here');
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    open.push({ close: () => app.close() });
    const leaving = new AbortController();
    const left = fetch(`${url}/slow`, { signal: leaving.signal }).catch(() => 'left');
    await asked.promise;
    leaving.abort();
    expect(await left).toBe('left');
    await closed.promise;
    known.resolve();
    expect((await fetch(`${url}/slow`)).status).toBe(200);
  });
});

describe('a server that stood still for a moment', () => {
  it('refuses nobody who comes afterwards', async () => {
    const server = await start({});
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      standStill(1_200);
      statuses.push((await hold(server)).status);
    }
    expect(statuses).toEqual([201, 201, 201]);
  });
});

/** Keeps the ledger from being written, as another process could; returns how to let go. */
function lock(server: Companion): () => void {
  const other = new Database(join(server.folder, 'ledger.db'));
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('ROLLBACK');
    other.close();
  };
}

/** As during a slow sync of the disk: the server of a test runs in this very thread. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
