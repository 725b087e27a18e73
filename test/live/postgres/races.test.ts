// Several nodes on one database: what is spent once is spent once, whoever asks, and whatever is cut in the middle.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds/holds.ts';
import { noUsage } from '../../../server/domain/holds/price.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { emptyWallet, post, tokenOwner, transferRef, walletId } from '../../../server/domain/wallets/ledger.ts';
import { openPostgresStorage, type PostgresOptions } from '../../../server/storage/postgres/open-storage.ts';
import { SchemaMismatch, type Storage, StorageUnavailable, SumTooLarge } from '../../../server/storage/storage.ts';
import { end, gift, grant, owner, reserve } from '../../server/storage/conformance/fixtures.ts';
import { hashOf, holdId } from '../../support/ledger-values.ts';
import { describeOnPostgres } from './on-postgres.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';

const migrations = path.join(import.meta.dirname, '../../../server/storage/postgres/migrations');

await describeOnPostgres('three nodes on one PostgreSQL', (cluster) => {
  let database: string;
  let nodes: Storage[] = [];

  async function open(options: Partial<PostgresOptions> = {}): Promise<Storage> {
    const withUrl = { url: cluster.url(database), poolMax: 5, ...options };
    const { storage: node } = await openPostgresStorage(withUrl);
    nodes.push(node);
    return node;
  }
  const three = () => Promise.all([open(), open(), open()]);
  const sound = async (storage: Storage) =>
    expect(await storage.audit()).toMatchObject({ findings: [], planFindings: [] });

  beforeEach(async () => {
    database = await cluster.create();
    nodes = [];
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await cluster.drop(database);
  });

  it('that start together migrate it once', async () => {
    await three();
    const names = readdirSync(migrations).map((file) => ({ name: file.replace('.sql', '') }));
    expect(await cluster.query(database, 'SELECT name FROM migrations ORDER BY id')).toEqual(names);
  });

  it('refuse a database of a newer version, and one that is not up to date where they may not change it', async () => {
    await expect(open({ migrate: false })).rejects.toThrow(SchemaMismatch);
    await open();
    await cluster.query(database, "INSERT INTO migrations VALUES (9990, '9990-next', '', 0)");
    await expect(open()).rejects.toThrow(/written by a newer version \(9990-next\)/);
  });

  it('refuse a database that may forget what it acknowledged', async () => {
    await cluster.query('postgres', `ALTER DATABASE ${database} SET synchronous_commit = off`);
    await expect(open()).rejects.toThrow(/turn synchronous_commit on/);
  });

  it('refuse one that may forget it since they have connected to it, as soon as they connect again', async () => {
    const node = await open({ repeatMs: 300 });
    const set = async (value: 'on' | 'off') => {
      await cluster.query('postgres', `ALTER DATABASE ${database} SET synchronous_commit = ${value}`);
      await cluster.query(
        'postgres',
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${database}'`,
      );
    };
    await set('off');
    await expect(grant(node, transferRef('grant', 'a'), 5)).rejects.toMatchObject({
      name: 'StorageUnavailable',
      message: expect.stringContaining('may forget what it has acknowledged: turn synchronous_commit on there'),
    });
    await set('on');
    await grant(node, transferRef('grant', 'a'), 5);
    expect((await node.readWallet(owner))?.balance).toBe(5);
  });

  it('let exactly ten of forty through where the money is for ten', async () => {
    const all = await three();
    await grant(all[0], transferRef('grant', 'a'), 40);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => reserve(all[i % 3] ?? all[0], holdId())));
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(10);
    expect(await all[1].readWallet(owner)).toMatchObject({ balance: 40, held: 40 });
    await sound(all[2]);
  });

  it('end a hold once that is captured, released and expired at once', async () => {
    const all = await three();
    await grant(all[0], transferRef('grant', 'a'), 40);
    for (let round = 0; round < 10; round += 1) {
      const id = holdId();
      await reserve(all[0], id);
      const ends = await Promise.all([
        end(all[0], id, { kind: 'capture', usage: noUsage, outcome: 'completed' }),
        end(all[1], id, { kind: 'release', reason: 'x' }),
        end(all[2], id, { kind: 'expire' }),
      ]);
      expect(ends.filter((ended) => ended !== null).length).toBeLessThanOrEqual(1);
      expect((await all[0].readHold(id))?.hold.state).not.toBe('held');
    }
    expect(await all[1].readWallet(owner)).toMatchObject({ held: 0 });
    await sound(all[2]);
  });

  it('book a gift once that all of them are asked for', async () => {
    const all = await three();
    const asked = Array.from({ length: 30 }, (_, i) => grant(all[i % 3] ?? all[0], transferRef('grant', 'same'), 7));
    expect((await Promise.all(asked)).filter((answer) => answer === 'done')).toHaveLength(1);
    expect(await all[2].readWallet(owner)).toMatchObject({ balance: 7 });
    await sound(all[0]);
  });

  it('keep transfers and entries as they are, and a wallet within what it has', async () => {
    const [node] = await three();
    await grant(node, transferRef('grant', 'a'), 5);
    for (const sql of ['UPDATE transfers SET amount = 9', 'DELETE FROM entries', 'TRUNCATE entries'])
      await expect(cluster.query(database, sql)).rejects.toThrow('append-only');
    await expect(cluster.query(database, 'DELETE FROM accounts')).rejects.toThrow('never deleted');
    for (const change of ['balance = -1', 'held = -1', 'held = 6'])
      await expect(cluster.query(database, `UPDATE accounts SET ${change} WHERE owner IS NOT NULL`)).rejects.toThrow(
        'check',
      );
  });

  it('find a balance that its entries do not explain', async () => {
    const [node] = await three();
    await grant(node, transferRef('grant', 'a'), 5);
    await cluster.query(database, 'UPDATE accounts SET balance = 7, held = 2 WHERE owner IS NOT NULL');
    expect((await node.audit()).findings).toEqual([
      { code: 'accounts_unbalanced', sum: '2' },
      { code: 'balance_differs', account: 'wallet:the-wallet', kept: 7, entries: 5 },
      { code: 'held_differs', account: 'wallet:the-wallet', kept: 2, holds: 0 },
    ]);
  });

  it('book nothing by which an account would come to more than a number tells', async () => {
    const all = await three();
    const most = microcredits(Number.MAX_SAFE_INTEGER);
    const give = (node: Storage, name: string) => {
      const wallet = emptyWallet({ id: walletId(name), owner: tokenOwner(hashOf(name)) });
      const ref = transferRef('grant', name);
      return node.changeWallet({ owner: wallet.owner, ref }, () => ({
        write: post({ wallet, isNewWallet: true, transfers: [gift(wallet, ref, most)] }),
        answer: name,
      }));
    };
    const asked = await Promise.allSettled([give(all[0], 'ada'), give(all[1], 'bob'), give(all[2], 'eve')]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of asked) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(SumTooLarge);
    expect(await all[0].audit()).toMatchObject({ findings: [], wallets: 1, entries: 2, bookings: 1 });
  });

  it('give up a command that waits too long for a lock, and change nothing by it', async () => {
    const why: string[] = [];
    const node = await open({ lockMs: 50, repeatMs: 300, onRepeat: (kind) => void why.push(kind) });
    await grant(node, transferRef('grant', 'a'), 5);
    const blocker = await open({ migrate: false });
    const lock = await cluster.lock(database, 'SELECT id FROM accounts WHERE owner IS NOT NULL FOR UPDATE');
    await expect(grant(node, transferRef('grant', 'b'), 5)).rejects.toThrow(StorageUnavailable);
    expect(new Set(why)).toEqual(new Set(['contended']));
    await lock.release();
    expect(await grant(blocker, transferRef('grant', 'b'), 5)).toBe('done');
    expect(await node.readWallet(owner)).toMatchObject({ balance: 10 });
  });

  describe('behind a line that is cut', () => {
    let proxy: CuttingProxy;
    beforeEach(async () => {
      proxy = await startCuttingProxy(cluster.port);
    });
    afterEach(() => proxy.close());

    it.each(['unheard', 'unanswered', 'racing', 'late'] as const)(
      'know what became of a commit that was %s, and do nothing twice',
      async (cut) => {
        const node = await open({ url: cluster.url(database, proxy.port) });
        await grant(node, transferRef('grant', 'first'), 1);
        for (let round = 0; round < 8; round += 1) {
          const ref = transferRef('grant', `r${round}`);
          proxy.plan(cut);
          expect(await grant(node, ref, 1)).toBe('done');
          expect(await grant(node, ref, 1)).toBe('known');
        }
        expect(proxy.left()).toBe(0);
        expect(await node.readWallet(owner)).toMatchObject({ balance: 9 });
        await sound(node);
      },
    );

    it('keep a connection closed for as long as others are remembered, however long ago it last committed', async () => {
      const node = await open({ url: cluster.url(database, proxy.port) });
      await grant(node, transferRef('grant', 'first'), 1);
      await cluster.query(database, 'UPDATE commits SET at = 0');
      proxy.plan('late');
      expect(await grant(node, transferRef('grant', 'second'), 1)).toBe('done');
      const old = 'SELECT number FROM commits WHERE at = 0';
      expect(await cluster.query(database, old)).toEqual([]);
      expect(await cluster.query(database, 'SELECT number::int FROM commits WHERE number < 0')).toHaveLength(1);
    });

    it('hold for as many as there is money while every third commit is cut', async () => {
      const node = await open({ url: cluster.url(database, proxy.port) });
      await grant(node, transferRef('grant', 'a'), 40);
      proxy.plan('racing', 'unheard', 'unanswered', 'racing', 'unheard', 'unanswered');
      const answers = await Promise.all(Array.from({ length: 40 }, () => reserve(node, holdId())));
      expect(answers.filter((answer) => answer === 'held')).toHaveLength(10);
      expect(await node.readWallet(owner)).toMatchObject({ balance: 40, held: 40 });
      await sound(node);
    });
  });

  it('have all that they acknowledged after the database crashed under load again and again, and come back by themselves', async () => {
    const all = await three();
    await grant(all[0], transferRef('grant', 'a'), 4_000);
    const done: HoldId[] = [];
    // More than once: what is wrong with a commit that nobody heard of shows only now and then.
    for (let crash = 1; crash <= 3; crash += 1) {
      const ids = Array.from({ length: 300 }, () => holdId());
      const before = done.length;
      const load = Promise.allSettled(
        ids.map(async (id, i) => {
          if ((await reserve(all[i % 3] ?? all[0], id)) === 'held') done.push(id);
        }),
      );
      await expect.poll(() => done.length, { interval: 5, timeout: 60_000 }).toBeGreaterThan(before + 10);
      await cluster.crash();
      await cluster.start();
      await load;
      const { held = 0 } = (await all[1].readWallet(owner)) ?? {};
      expect(held / 4).toBeGreaterThanOrEqual(done.length);
    }
    for (const id of done) expect((await all[2].readHold(id))?.hold.state).toBe('held');
    expect(await reserve(all[0], holdId())).toBe('held');
    await sound(all[0]);
  });
});
