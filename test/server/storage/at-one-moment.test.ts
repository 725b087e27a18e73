import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lookAtOneMoment } from '../../../server/storage/sqlite/whole/at-one-moment.ts';
import { temporaryFolder, type Folder } from '../../support/server-ledger.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function makeFile(name: string): string {
  const path = join(folder.path, name);
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE count (n INTEGER); INSERT INTO count VALUES (0)');
  db.close();
  return path;
}

/** Counts up in the one file and then in the other, again and again, with a rest between. */
const counter = `
const { workerData: { files, better } } = require('node:worker_threads');
const Database = require(better);
const rest = new Int32Array(new SharedArrayBuffer(4));
const counts = files.map((file) => {
  const db = new Database(file);
  db.pragma('synchronous = OFF');
  return db.prepare('UPDATE count SET n = n + 1');
});
for (;;) {
  for (const count of counts) count.run();
  Atomics.wait(rest, 0, 0, 2);
}`;

it('files that change all the time are seen as they all were at one moment', async () => {
  const [ledger, other] = [makeFile('ledger'), makeFile('other')];
  // Between the first look at the one and the first look at the other there is time for many changes.
  const between = Array.from({ length: 40 }, (_, n) => makeFile(`between ${n}`));
  const better = join(import.meta.dirname, '../../../node_modules/better-sqlite3');
  const worker = new Worker(counter, { eval: true, workerData: { files: [other, ledger], better } });
  try {
    for (let round = 0; round < 20; round += 1) {
      const moment = await lookAtOneMoment([ledger, ...between, other]);
      const counts = moment.files.map(({ db }) => db.prepare<[], { n: number }>('SELECT n FROM count').get()?.n ?? 0);
      moment.close();
      expect([0, 1]).toContain((counts.at(-1) ?? 0) - (counts[0] ?? 0));
    }
  } finally {
    await worker.terminate();
  }
}, 120_000);
