// What is done beside the writer: the log brought into the file, and the audit of a large ledger.
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { type KeeperBounds } from '../../../server/storage/sqlite/keeper.ts';
import { openReader } from '../../../server/storage/sqlite/connection.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Storage, StorageUnavailable } from '../../../server/storage/storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { grant } from './conformance/fixtures.ts';

const eager: Partial<KeeperBounds> = { stepPages: 100, restartPages: 400 };
const inThread: Partial<KeeperBounds> = { threadRows: 0 };
const storagePath = join(import.meta.dirname, '../../../server/storage/sqlite/open-storage.ts');

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

/** One commit after the other, each of some pages. */
async function write(storage: Storage, from: number, count: number): Promise<void> {
  for (let i = from; i < from + count; i += 1) await grant(storage, transferRef('grant', String(i)), 1);
}

/** Pages of the log as it is used now; the file itself stays as long as it ever was. */
function logPages(): number {
  const db = new Database(path);
  const [row] = z.array(z.object({ log: z.number() })).parse(db.pragma('wal_checkpoint(NOOP)'));
  db.close();
  return row?.log ?? 0;
}

/** Writes until the log has started again, and no more than fits in it before SQLite would see to that itself. */
async function writeUntilBegunAnew(storage: Storage, from: number): Promise<boolean> {
  let before = logPages();
  for (let i = from; i < from + 8_000; i += 50) {
    await write(storage, i, 50);
    const now = logPages();
    if (now < before) return true;
    before = now;
  }
  return false;
}

it('the log is brought into the file while more is written, and started again', async () => {
  expect(await writeUntilBegunAnew(open(eager), 0)).toBe(true);
});

it('who reads an older state keeps the log, and sees that state until the end', async () => {
  const storage = open(eager);
  await write(storage, 0, 10);
  const reader = openReader(path);
  reader.exec('BEGIN');
  const count = reader.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM transfers');
  expect(count.get()).toEqual({ count: 10 });
  await write(storage, 10, 600);
  expect(logPages()).toBeGreaterThan(1_500);
  expect(count.get()).toEqual({ count: 10 });
  reader.close();
  expect(await writeUntilBegunAnew(storage, 610)).toBe(true);
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
    { code: 'accounts_unbalanced', sum: '1' },
    { code: 'balance_differs', account: expect.stringMatching(/^wallet:/), kept: 4, entries: 3 },
  ]);
});

it('a process that has nothing else to do waits for it', async () => {
  await write(open({}), 0, 3);
  const script = join(folder.path, 'audit.mjs');
  writeFileSync(
    script,
    `import { openSqliteStorage } from ${JSON.stringify(storagePath)};
    const storage = openSqliteStorage({ path: ${JSON.stringify(path)}, bounds: { threadRows: 0 } });
    console.log((await storage.audit()).entries);
    await storage.close();`,
  );
  const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '6\n']);
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
  const failed: unknown = await storage.audit().catch((error: unknown) => error);
  expect(String(failed)).toContain('no such table: entries');
  expect(failed).not.toBeInstanceOf(StorageUnavailable);
  db.exec('ALTER TABLE elsewhere RENAME TO entries');
  db.close();
  expect(await storage.audit()).toMatchObject({ findings: [], entries: 2 });
});

it('an audit that finds no file in its thread is an outage here too, over when the file is back', async () => {
  const storage = open(inThread);
  await write(storage, 0, 1);
  await storage.audit();
  renameSync(path, `${path}.away`);
  await expect(storage.audit()).rejects.toBeInstanceOf(StorageUnavailable);
  renameSync(`${path}.away`, path);
  expect(await storage.audit()).toMatchObject({ findings: [], entries: 2 });
});

it('a store that is closed while its thread loads SQLite lets it finish, or the process would be aborted', () => {
  const told = join(folder.path, 'loaded');
  // Loading takes a while, and tells when it begins and ends, in every thread of the process.
  const slow = join(folder.path, 'slow.mjs');
  const preloaded = `
    import { appendFileSync } from 'node:fs';
    const { dlopen } = process;
    process.dlopen = (...asked) => {
      appendFileSync(${JSON.stringify(told)}, 'begin ');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      dlopen(...asked);
      appendFileSync(${JSON.stringify(told)}, 'end ');
    };`;
  const script = `
    import { readFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { openSqliteStorage } from ${JSON.stringify(storagePath)};
    const storage = openSqliteStorage({ path: ${JSON.stringify(path)}, bounds: { threadRows: 0 } });
    const audit = storage.audit().catch((error) => error.name);
    while (readFileSync(${JSON.stringify(told)}, 'utf8') !== 'begin end begin ') await setTimeout(5);
    await storage.close();
    console.log(await audit);`;
  writeFileSync(slow, preloaded);
  const entry = join(folder.path, 'closes.mjs');
  writeFileSync(entry, script);
  const args = ['--import', slow, entry];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'StorageUnavailable\n', stderr: '' });
  expect(readFileSync(told, 'utf8')).toBe('begin end begin end ');
});
