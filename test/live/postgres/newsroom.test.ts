// Nodes hear of what another has written; what they do not hear of they find by looking.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PostgresLedger, openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import type { Heard } from '../../../server/storage/nodes/newsroom.ts';
import { file, grant, letterOf, newOrder, orderAsk, write } from '../../server/storage/conformance/fixtures.ts';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { describeOnPostgres } from './on-postgres.ts';

await describeOnPostgres('news between nodes', (cluster) => {
  let database: string;
  let writer: PostgresLedger;
  let reader: PostgresLedger;
  let heard: Heard[];

  beforeEach(async () => {
    database = await cluster.create();
    [writer, reader] = await Promise.all([open(), open()]);
    heard = [];
    writer.nodes.newsroom.hear(() => undefined);
    reader.nodes.newsroom.hear((one) => void heard.push(one));
    // Both are connected.
    await expect.poll(listening).toBe(2);
    await expect.poll(() => heard).toEqual([{ kind: 'missed' }]);
    heard.length = 0;
  });
  afterEach(async () => {
    await Promise.all([writer.storage.close(), reader.storage.close()]);
    await cluster.drop(database);
  });

  const open = () => openPostgresStorage({ url: cluster.url(database), poolMax: 3 });
  const of = "datname = current_database() AND application_name = 'tallystick news'";
  const listening = async () =>
    (await cluster.query(database, `SELECT 1 FROM pg_stat_activity WHERE ${of} AND query LIKE 'LISTEN%'`)).length;

  it('are told once what they tell of is committed, and by nothing else', async () => {
    const order = newOrder();
    const broken = writer.storage.changeOrder(orderAsk(order.id), () => {
      // The writing of it fails at its end.
      const letters = [{ ...letterOf(order, 'open'), at: Number.NaN }];
      return { write: { order, posting: null, letters, deliveryId: null }, answer: null };
    });
    await expect(broken).rejects.toThrow('bigint');
    await grant(writer.storage, transferRef('grant', 'a'), 5);
    await write(writer.storage, order);
    await file(writer.storage);
    // Filed before, so that there is nothing new to tell.
    await file(writer.storage);
    await expect.poll(() => heard).toEqual([{ kind: 'order', id: order.id }, { kind: 'inbox' }]);
    expect(await reader.storage.readOrder(order.id)).toEqual(order);
  });

  it('are heard again after the connection was lost, and what was missed is said', async () => {
    await cluster.query(database, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${of}`);
    await expect.poll(() => heard, { timeout: 60_000 }).toContainEqual({ kind: 'missed' });
    await expect.poll(listening, { timeout: 60_000 }).toBe(2);
    const order = newOrder();
    // The writer may be connected a moment later than it says; each change is told.
    await expect
      .poll(
        async () => {
          await write(writer.storage, order);
          return heard;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toContainEqual({ kind: 'order', id: order.id });
  });

  it('are heard again after the database crashed', async () => {
    await cluster.crash();
    await cluster.start();
    await expect.poll(listening, { timeout: 60_000 }).toBe(2);
    const order = newOrder();
    await expect
      .poll(
        async () => {
          await write(writer.storage, order);
          return heard;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toContainEqual({ kind: 'order', id: order.id });
  });

  it('take one connection a node, and none once it is closed', async () => {
    expect(await cluster.query(database, `SELECT count(*)::int AS n FROM pg_stat_activity WHERE ${of}`)).toEqual([
      { n: 2 },
    ]);
    await writer.storage.close();
    await expect.poll(listening).toBe(1);
  });

  it('that nobody here understands are let be', async () => {
    await cluster.query(
      database,
      `SELECT pg_notify('tallystick_news', 'what?'), pg_notify('tallystick_news', '{"kind":"x"}')`,
    );
    const order = newOrder();
    await write(writer.storage, order);
    await expect.poll(() => heard).toEqual([{ kind: 'order', id: order.id }]);
  });
});
