// Files that two processes open for the first time at the same moment.
import { join } from 'node:path';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFileBooks } from '../../../server/rails/sandbox/billing/file-books.ts';
import { openSandboxLedger } from '../../../server/rails/sandbox/ledger.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { temporaryFolder, type Folder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** Has the lock that another process has while it changes the file to WAL mode; for a moment. */
const otherProcess = `
const { parentPort, workerData: { file, better } } = require('node:worker_threads');
const Database = require(better);
const db = new Database(file);
db.exec('BEGIN IMMEDIATE');
parentPort.postMessage('locked');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
db.exec('ROLLBACK');
db.close();`;

it.each([
  ['the ledger', (path: string) => openSqliteStorage({ path }).close()],
  ['the sandbox’s payments', (path: string) => openSandboxLedger(path).close()],
  ['the sandbox’s books', (path: string) => openFileBooks(path).close()],
])('%s waits for the other process', async (_, openAndClose) => {
  const file = join(folder.path, 'file.db');
  const better = join(import.meta.dirname, '../../../node_modules/better-sqlite3');
  const other = new Worker(otherProcess, { eval: true, workerData: { file, better } });
  await once(other, 'message');
  await openAndClose(file);
  await other.terminate();
  const db = new Database(file, { readonly: true });
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  db.close();
});
