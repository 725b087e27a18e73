// What is done beside the writer: the log brought into the file, and the audit of a large ledger.
import Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transferRef } from '../../../server/domain/ledger.ts';
import { type KeeperBounds } from '../../../server/storage/sqlite/keeper.ts';
import { openReader } from '../../../server/storage/sqlite/connection.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Storage, StorageUnavailable } from '../../../server/storage/storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { grant } from './conformance.ts';

const pageBytes = 4096;
const eager: Partial<KeeperBounds> = { stepPages: 100, restartPages: 400 };
const inThread: Partial<KeeperBounds> = { threadRows: 0 };

let folder: Folder;
let path: string;
const opened: Storage[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'ledger.db');
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((storage) => storage.close()));
  folder.remove();
});

function open(bounds: Partial<KeeperBounds>): Storage {
  const storage = openSqliteStorage({ path, bounds });
  opened.push(storage);
  return storage;
}

const logPages = () => Math.round(statSync(`${path}-wal`).size / pageBytes);

/** One commit after the other, each of some pages. */
async function write(storage: Storage, from: number, count: number): Promise<void> {
  for (let i = from; i < from + count; i += 1) await grant(storage, transferRef('grant', String(i)), 1);
}

it('the log is brought into the file while more is written, and begun anew', async () => {
  await write(open(eager), 0, 1_200);
  // Left to itself it would have come to some 8,000 pages.
  expect(logPages()).toBeLessThan(3_000);
});

it('who reads an older state keeps the log, and lets go of it', async () => {
  const storage = open(eager);
  await write(storage, 0, 10);
  const reader = openReader(path);
  reader.exec('BEGIN');
  const count = reader.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM transfers');
  expect(count.get()).toEqual({ count: 10 });
  await write(storage, 10, 600);
  const kept = logPages();
  expect(kept).toBeGreaterThan(1_500);
  expect(count.get()).toEqual({ count: 10 });
  reader.close();
  await write(storage, 610, 1_200);
  expect(logPages()).toBeLessThan(kept + 3_000);
});

it('a large ledger is audited beside the writer, and found sound', async () => {
  const storage = open(inThread);
  await write(storage, 0, 3);
  expect(await storage.audit()).toMatchObject({ findings: [], entries: 6, wallets: 1 });
});

it('what is wrong in a large ledger is told from there too', async () => {
  const storage = open(inThread);
  await write(storage, 0, 3);
  const db = new Database(path);
  db.exec('UPDATE accounts SET balance = balance + 1 WHERE owner IS NOT NULL');
  db.close();
  const { findings } = await storage.audit();
  expect(findings).toEqual([
    'The sum over all accounts is 1, not 0.',
    expect.stringContaining('has a balance of 4, but its entries come to 3'),
  ]);
});

it('an audit that the store is closed under says so, and so does one after it', async () => {
  const storage = open(inThread);
  await write(storage, 0, 1);
  const cut = storage.audit().catch((error: unknown) => error);
  await storage.close();
  expect(await cut).toBeInstanceOf(StorageUnavailable);
  await expect(storage.audit()).rejects.toBeInstanceOf(StorageUnavailable);
});

it('a ledger that cannot be read fails its audit there, and the next one is heard again', async () => {
  const storage = open(inThread);
  await write(storage, 0, 1);
  const db = new Database(path);
  db.exec('ALTER TABLE entries RENAME TO elsewhere');
  await expect(storage.audit()).rejects.toThrow('no such table: entries');
  db.exec('ALTER TABLE elsewhere RENAME TO entries');
  db.close();
  expect(await storage.audit()).toMatchObject({ findings: [], entries: 2 });
});
