// What is written with the commit of a command is written, or nothing of the command is.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPool, type PoolOptions } from '../../../server/storage/postgres/connection.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import {
  type LedgerDatabase,
  serveDatabase,
  type ServeOptions,
} from '../../../server/storage/postgres/serve-database.ts';
import { beginBatch } from '../../../server/storage/postgres/locks.ts';
import { sql } from '../../../server/storage/postgres/statement.ts';
import type { Send, Transaction } from '../../../server/storage/postgres/transaction.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { describeOnPostgres } from './on-postgres.ts';

const insert = sql('INSERT INTO things (name) VALUES ($1)');
const lockTime = sql<{ readonly time: string }>("SELECT current_setting('lock_timeout') AS time");
const longWait = sql("DO $$ BEGIN SET LOCAL lock_timeout = '60s'; END $$");
const whenLetThrough = sql("INSERT INTO things SELECT 'made' FROM (SELECT FROM gate FOR UPDATE) AS gate");

await describeOnPostgres('a command on one PostgreSQL', (cluster) => {
  let name: string;
  let opened: LedgerDatabase[] = [];

  function open(options: ServeOptions & Partial<PoolOptions> = {}): LedgerDatabase {
    const database = serveDatabase(openPool({ url: cluster.url(name), poolMax: 2, ...options }), options);
    opened.push(database);
    return database;
  }
  const things = () => cluster.query(name, 'SELECT name FROM things ORDER BY name');

  beforeEach(async () => {
    name = await cluster.create();
    const { storage } = await openPostgresStorage({ url: cluster.url(name) });
    await storage.close();
    await cluster.query(name, 'CREATE TABLE things (name text); GRANT ALL ON things TO PUBLIC');
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await cluster.drop(name);
  });

  const bug = new RangeError('a bug');
  const unsendable = Object.defineProperty(['x'], 0, {
    get() {
      throw bug;
    },
  });
  /** How the end of a command may fail in this process, each beside an end that is sent. */
  const ends: Readonly<Record<string, (tx: Transaction) => Send>> = {
    'throws before it has sent anything': () => () => {
      throw bug;
    },
    'throws when it has sent a part': (tx) => () => {
      void tx.run(insert, ['part']).catch(() => undefined);
      throw bug;
    },
    'is rejected within others': (tx) => () =>
      Promise.all([tx.run(insert, ['part']), Promise.all([tx.run(insert, ['other']), Promise.reject(bug)])]),
    'has a value that cannot be sent': (tx) => () => tx.run(insert, [unsendable]),
  };

  it.each(Object.keys(ends))('commits nothing where its end %s', async (how) => {
    const database = open();
    const made = database.write(async (tx) => {
      await tx.run(insert, ['first']);
      tx.atEnd(() => tx.run(insert, ['last']));
      tx.atEnd(ends[how]?.(tx) ?? nextTurn);
    });
    await expect(made).rejects.toThrow('a bug');
    expect(await things()).toEqual([]);
    await database.write(async (tx) => void (await tx.run(insert, ['next'])));
    expect(await things()).toEqual([{ name: 'next' }]);
  });

  const spoil = (): never => {
    throw bug;
  };
  const make = async (tx: Transaction, ...names: readonly string[]) => {
    for (const one of names) await tx.run(insert, [one]);
    tx.tell({ kind: 'outbox' });
  };

  it('is done once, and answered, whoever listens and throws', async () => {
    const database = open({ onCommit: spoil, onNews: spoil });
    await database.write((tx) => make(tx, 'alone'));
    const gathered = database.gather<{ readonly id: string }>({
      async together(tx, members) {
        await make(tx, ...members.map(({ id }) => id));
        return new Set(members);
      },
      alone: (write, { id }) => write((tx) => make(tx, id)),
    });
    await Promise.all([gathered({ id: 'one' }), gathered({ id: 'two' })]);
    expect(await things()).toEqual([{ name: 'alone' }, { name: 'one' }, { name: 'two' }]);
  });

  it('that is gathered is done, and those after it, where whoever hears of repeats throws', async () => {
    const database = open({ onRepeat: spoil });
    const contended = sql("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END $$");
    const gathered = database.gather<{ readonly id: string }>({
      async together(tx) {
        await tx.run(contended);
        return new Set();
      },
      alone: (write, { id }) => write((tx) => make(tx, id)),
    });
    for (const id of ['a', 'b', 'c']) await gathered({ id });
    expect(await things()).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  });

  it.each([
    { lockMs: 200, time: '200ms' },
    { lockMs: 60_000, time: '1s' },
    { lockMs: 0, time: '1s' },
  ])('waits in a batch for $time where alone it waits for $lockMs ms', async ({ lockMs, time }) => {
    const told = await open({ lockMs }).write(async (tx) => {
      await beginBatch(tx);
      return tx.one(lockTime);
    });
    expect(told).toEqual({ time });
  });

  describe('behind a line that is cut', () => {
    let proxy: CuttingProxy;
    beforeEach(async () => {
      proxy = await startCuttingProxy(cluster.port);
    });
    afterEach(() => proxy.close());

    it('is not done again while its end still waits for another', async () => {
      await cluster.query(name, 'CREATE TABLE gate (); INSERT INTO gate DEFAULT VALUES; GRANT ALL ON gate TO PUBLIC');
      const repeats: string[] = [];
      const database = open({
        url: cluster.url(name, proxy.port),
        lockMs: 500,
        onRepeat: (why) => void repeats.push(why),
      });
      const lock = await cluster.lock(name, 'SELECT FROM gate FOR UPDATE');
      const active = (what: string) => cluster.query('postgres', `SELECT 1 FROM pg_stat_activity WHERE ${what}`);
      const made = database.write(async (tx) => {
        await tx.run(longWait);
        tx.atEnd(() => tx.run(whenLetThrough));
      });
      await expect.poll(() => active("wait_event_type = 'Lock'")).toHaveLength(1);
      proxy.lead(cluster.port);
      // Whoever asks what became of it has to wait.
      await expect.poll(() => repeats, { timeout: 60_000 }).toContain('contended');
      await lock.release();
      await made;
      expect(await things()).toEqual([{ name: 'made' }]);
    });
  });
});
