// What a node says of itself while its database is away or busy, and that it comes back by itself.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { call, type Companion, holdBody, newToken, startCompanion, until } from '../../support/companion.ts';
import { describeOnPostgres } from './on-postgres.ts';

const pool = 2;

await describeOnPostgres('a node', (cluster) => {
  let database: string;
  let node: Companion;

  beforeEach(async () => {
    database = await cluster.create();
    node = await startCompanion({
      DATABASE_URL: cluster.url(database),
      DATABASE_POOL: String(pool),
      DATABASE_CONNECT_SECONDS: '1',
      DATABASE_LOCK_SECONDS: '3',
      ANON_SALT: 'the same salt on every node of these',
    });
    expect((await call(node.url, 'GET /readyz')).status).toBe(200);
  });
  afterEach(() => node.close());

  const hold = (as = newToken()) => call(node.url, 'POST /v1/holds', { as, body: holdBody() });
  /** What was found a moment ago counts for a second. */
  const isAway = () =>
    until(
      () => call(node.url, 'GET /readyz'),
      ({ status }) => status === 503,
    );
  const isBack = () =>
    until(
      () => call(node.url, 'GET /readyz'),
      ({ status }) => status === 200,
      30_000,
    );

  it('whose database is away answers 503 and says why, stays alive, and comes back', async () => {
    await cluster.crash();
    const ready = await isAway();
    expect(ready.body.code).toBe('storage_unavailable');
    expect(ready.headers.get('content-type')).toContain('application/problem+json');
    expect((await call(node.url, 'GET /healthz')).status).toBe(200);
    const held = await hold();
    expect([held.status, held.body.code]).toEqual([503, 'storage_unavailable']);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0);
    await cluster.start();
    await isBack();
    expect((await hold('a client')).status).toBe(201);
  });

  it('whose connections are all waiting answers 503 instead of waiting with them, and goes on afterwards', async () => {
    const lock = await cluster.lock(database, 'LOCK TABLE migrations, holds IN ACCESS EXCLUSIVE MODE');
    const asked = Array.from({ length: 3 * pool }, () => hold('a client'));
    await isAway();
    expect((await call(node.url, 'GET /healthz')).status).toBe(200);
    await lock.release();
    // Some are refused, the rest served: none hangs.
    for (const { status } of await Promise.all(asked)) expect([201, 503]).toContain(status);
    await isBack();
    expect((await hold('a client')).status).toBe(201);
  });
});
