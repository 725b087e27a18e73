// A node whose own clock is seconds ahead writes, decides and expires by the database's.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../../server/server.ts';
import { call, companionEnv, holdBody, newToken, openOrder, tempFolder } from '../../support/companion.ts';
import { describeOnPostgres } from './on-postgres.ts';

const aheadMs = 5_000;
/** Half of what a look at the database's clock may take on a busy machine. */
const looseMs = 1_000;

await describeOnPostgres('a node that is five seconds ahead', (cluster) => {
  const folder = tempFolder();
  let database: string;
  let node: RunningServer;
  const right = Date.now;

  beforeAll(async () => {
    database = await cluster.create();
    const env = {
      ...companionEnv(folder),
      LOG_LEVEL: 'silent',
      DATABASE_URL: cluster.url(database),
      ANON_SALT: 'the same salt on every node of these',
      ORDER_TTL_SECONDS: '10',
    };
    Date.now = () => right() + aheadMs;
    node = await startServer({ env });
  });
  afterAll(async () => {
    await node.close();
    Date.now = right;
    rmSync(folder, { recursive: true, force: true });
  });

  async function databaseNow(): Promise<number> {
    const [row] = await cluster.query(database, 'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now');
    return Number(row !== undefined && 'now' in row ? row.now : Number.NaN);
  }
  /** The moments that stand in a column, each of which must lie between these two. */
  async function lieBetween(before: number, after: number, sql: string): Promise<void> {
    const rows = await cluster.query(database, sql);
    expect(rows.length).toBeGreaterThan(0);
    for (const at of rows.flatMap((row) => Object.values(row).map(Number))) {
      expect(at).toBeGreaterThan(before - looseMs);
      expect(at).toBeLessThan(after + looseMs);
    }
  }

  it('writes holds, orders, payments and webhooks by the database’s clock', async () => {
    const before = await databaseNow();
    expect((await call(node.url, 'POST /v1/holds', { as: 'a client', body: holdBody() })).status).toBe(201);
    const { id } = await openOrder(node.url, newToken());
    await call(node.url, `POST /checkout/${id}/pay`);
    await expect
      .poll(async () => (await call(node.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state, {
        timeout: 60_000,
      })
      .toBe('paid');
    const after = await databaseNow();
    await lieBetween(before, after, 'SELECT created_at FROM holds');
    await lieBetween(before, after, 'SELECT created_at, paid_at, expires_at - 10000 FROM orders');
    await lieBetween(before, after, 'SELECT at FROM transfers');
    await lieBetween(before, after, 'SELECT filed_at FROM deliveries');
    await lieBetween(before, after, 'SELECT started_at FROM allowances');
  });

  it('leaves for later what is due by its own clock only', async () => {
    const { id } = await openOrder(node.url, newToken());
    await cluster.query(
      database,
      `UPDATE orders SET expires_at = ${Math.round(await databaseNow()) + 4_000} WHERE id = '${id}'`,
    );
    expect((await call(node.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state).toBe('open');
  });
});
