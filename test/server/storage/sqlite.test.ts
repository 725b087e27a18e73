// What SQLite adds to the common guarantees: an append-only record, outages told apart, and recovery without a restart.
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type WalletOwner,
  emptyWallet,
  post,
  promoAccount,
  transferRef,
  walletAccount,
  walletId,
} from '../../../server/domain/wallets/ledger.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { brand } from '../../../server/lib/brand.ts';
import { openWriter, startServing } from '../../../server/storage/sqlite/connection.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { StorageUnavailable } from '../../../server/storage/storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { grant } from './conformance/fixtures.ts';
import { provesStorage } from './conformance.ts';

provesStorage({
  name: 'SQLite',
  open() {
    const folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    return Promise.resolve({
      storage: openSqliteStorage({ path }),
      again: () => Promise.resolve(openSqliteStorage({ path })),
      remove: () => Promise.resolve(folder.remove()),
    });
  },
});

let folder: Folder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'ledger.db');
});

afterEach(() => folder.remove());

it('transfers and entries cannot be changed or deleted, nor accounts deleted', async () => {
  const storage = openSqliteStorage({ path });
  await grant(storage, transferRef('grant', 'a'), 5);
  await storage.close();
  const db = new Database(path);
  for (const sql of [
    'UPDATE transfers SET amount = 9',
    'DELETE FROM transfers',
    'UPDATE entries SET delta = 9',
    'DELETE FROM entries',
  ]) {
    expect(() => db.exec(sql)).toThrow('append-only');
  }
  expect(() => db.exec('DELETE FROM accounts')).toThrow('never deleted');
  db.close();
});

it('the file itself refuses a wallet below nothing, or holding more than it has', async () => {
  const storage = openSqliteStorage({ path });
  await grant(storage, transferRef('grant', 'a'), 5);
  await storage.close();
  const db = new Database(path);
  for (const change of ['balance = -1', 'held = -1', 'held = 6']) {
    expect(() => db.exec(`UPDATE accounts SET ${change} WHERE owner IS NOT NULL`)).toThrow('CHECK');
  }
  db.close();
});

it('an audit finds a balance that its entries do not explain, and money that came from nowhere', async () => {
  const storage = openSqliteStorage({ path });
  await grant(storage, transferRef('grant', 'a'), 5);
  const db = new Database(path);
  db.exec('UPDATE accounts SET balance = 7, held = 2 WHERE owner IS NOT NULL');
  db.close();
  expect((await storage.audit()).findings).toEqual([
    { code: 'accounts_unbalanced', sum: '2' },
    { code: 'balance_differs', account: 'wallet:the-wallet', kept: 7, entries: 5 },
    { code: 'held_differs', account: 'wallet:the-wallet', kept: 2, holds: 0 },
  ]);
  await storage.close();
});

it('an audit counts a window of a plan again however many messages it says it has', async () => {
  const storage = openSqliteStorage({ path });
  const db = new Database(path);
  db.exec("INSERT INTO plan_counters (key, ends_at, used) VALUES ('month:0:user:7', 9000000000000, 1000000)");
  db.close();
  expect((await storage.audit()).planFindings).toEqual([
    { code: 'messages_differ', window: 'month:0:user:7', kept: 1_000_000, holds: 0 },
  ]);
  await storage.close();
});

it('a wallet whose making was taken back never writes to the row that another got in its place', async () => {
  const storage = openSqliteStorage({ path });
  const move = (name: string, ref: string, amount: number) => {
    const owner: WalletOwner = brand(`token:${name}`);
    const own = walletAccount(walletId(name));
    const [from, to] = amount < 0 ? [own, promoAccount] : [promoAccount, own];
    return storage.changeWallet({ owner, ref: transferRef('grant', 'nobody asks') }, (seen) => {
      const wallet = seen.wallet ?? emptyWallet({ id: walletId(name), owner });
      const moved = { ref: transferRef('grant', ref), from, to, amount: microcredits(Math.abs(amount)) };
      const transfers = [{ ...moved, cause: { code: 'written', text: 'a test' } as const, at: 1 }];
      return { write: post({ wallet, isNewWallet: seen.wallet === null, transfers }), answer: null };
    });
  };
  const balanceOf = async (name: string) => (await storage.readWalletById(walletId(name)))?.balance;
  await move('first', 'a', 5);
  // The transfer is there already: the wallet that was made for it goes with it.
  await expect(move('second', 'a', 7)).rejects.toThrow('UNIQUE');
  await move('third', 'b', 9);
  expect(await balanceOf('second')).toBeUndefined();
  await move('third', 'c', -9);
  await move('second', 'd', 7);
  expect([await balanceOf('first'), await balanceOf('second'), await balanceOf('third')]).toEqual([5, 7, 0]);
  expect((await storage.audit()).findings).toEqual([]);
  await storage.close();
});

it('a locked file is an outage after the wait, changes nothing, and is over when the lock is', async () => {
  const storage = openSqliteStorage({ path, lockWaitMs: 100 });
  const blocker = new Database(path);
  blocker.exec('BEGIN IMMEDIATE');
  await expect(grant(storage, transferRef('grant', 'a'), 5)).rejects.toThrow(StorageUnavailable);
  blocker.exec('ROLLBACK');
  expect(await grant(storage, transferRef('grant', 'a'), 5)).toBe('done');
  blocker.close();
  await storage.close();
});

it('a lock that ends within the wait delays a command and no more', async () => {
  const storage = openSqliteStorage({ path });
  const blocker = new Database(path);
  blocker.exec('BEGIN IMMEDIATE');
  const waiting = grant(storage, transferRef('grant', 'a'), 5);
  // Two turns: by then the lock was found taken, and the command waits for its next try.
  await nextTurn();
  await nextTurn();
  blocker.exec('ROLLBACK');
  expect(await waiting).toBe('done');
  blocker.close();
  await storage.close();
});

it('each commit is synced: what the kernel still holds in its memory was not acknowledged', () => {
  const folder = temporaryFolder();
  const db = openWriter(join(folder.path, 'ledger.db'));
  startServing(db);
  // 2 is FULL; in WAL mode NORMAL, which is 1, syncs the log only before a checkpoint.
  expect([db.pragma('synchronous', { simple: true }), db.pragma('journal_mode', { simple: true })]).toEqual([2, 'wal']);
  db.close();
  folder.remove();
});
