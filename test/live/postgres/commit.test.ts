// What is written with the commit of a command is written, or nothing of the command is.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPool } from '../../../server/storage/postgres/connection.ts';
import { openPostgresStorage } from '../../../server/storage/postgres/open-storage.ts';
import {
  type LedgerDatabase,
  serveDatabase,
  type ServeOptions,
} from '../../../server/storage/postgres/serve-database.ts';
import { sql } from '../../../server/storage/postgres/statement.ts';
import type { Send, Transaction } from '../../../server/storage/postgres/transaction.ts';
import { describeOnPostgres } from './on-postgres.ts';

const insert = sql('INSERT INTO things (name) VALUES ($1)');

await describeOnPostgres('a command on one PostgreSQL', (cluster) => {
  let name: string;
  let opened: LedgerDatabase[] = [];

  function open(options: ServeOptions = {}): LedgerDatabase {
    const database = serveDatabase(openPool({ url: cluster.url(name), poolMax: 1 }), options);
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
});
