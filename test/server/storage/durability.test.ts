// What is committed is told to nobody before it is on the disk: with a disk that is slow, that hangs, and that fails.
import { copyFileSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { transferRef } from '../../../server/domain/wallets/ledger.ts';
import { openReader, openWriter } from '../../../server/storage/sqlite/connection.ts';
import { type LogSync, openLogSync } from '../../../server/storage/sqlite/log-sync.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type LedgerFile, serveFile } from '../../../server/storage/sqlite/serve-file.ts';
import { StorageUnavailable } from '../../../server/storage/storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';
import { grant } from './conformance/fixtures.ts';

let folder: Folder;
let path: string;
const files: LedgerFile[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'ledger.db');
});

afterEach(async () => {
  disk.asked.forEach((done) => done(null));
  disk.isQuick = true;
  await Promise.all(files.splice(0).map((file) => file.close()));
  Object.assign(disk, { asked: [], isQuick: false, before: () => undefined });
  folder.remove();
});

/** Syncs that were asked for and have not ended. Quick: they end at once. `before` is called when one begins. */
const disk: { asked: ((error: Error | null) => void)[]; isQuick: boolean; before(): void } = {
  asked: [],
  isQuick: false,
  before: () => undefined,
};

const openLog = (): LogSync => ({
  sync(done) {
    disk.before();
    if (disk.isQuick) setImmediate(done, null);
    else disk.asked.push(done);
  },
  close: () => undefined,
});

/** A file with one table, nothing of which is on its way to the disk any more. */
async function opened(): Promise<{ note(text: string): Promise<unknown>; count(): Promise<number>; file: LedgerFile }> {
  const db = openWriter(path);
  db.exec(
    'CREATE TABLE IF NOT EXISTS transfers (id INTEGER PRIMARY KEY); CREATE TABLE IF NOT EXISTS holds (seq INTEGER)',
  );
  db.exec('CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL UNIQUE) STRICT');
  const file = serveFile(db, { path, openLog });
  files.push(file);
  const insert = db.prepare('INSERT INTO notes (text) VALUES (?)');
  const rows = db.prepare<[], number>('SELECT COUNT(*) FROM notes').pluck();
  const first = file.read(() => rows.get());
  await endSync(null);
  await first;
  return { file, note: (text) => file.write(() => insert.run(text)), count: () => file.read(() => rows.get() ?? -1) };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

async function endSync(error: Error | null): Promise<void> {
  await until(() => disk.asked.length > 0);
  disk.asked.shift()?.(error);
}

/** Whether each has been answered, after as many turns as any answer takes that waits for nothing. */
async function areAnswered(...asked: readonly Promise<unknown>[]): Promise<readonly boolean[]> {
  const answered = asked.map(() => false);
  const note = (i: number) => () => void (answered[i] = true);
  for (const [i, one] of asked.entries()) void one.then(note(i), note(i));
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  return answered;
}

function countIn(file: string): number {
  const reader = openReader(file);
  try {
    return reader.prepare<[], number>('SELECT COUNT(*) FROM notes').pluck().get() ?? -1;
  } finally {
    reader.close();
  }
}

it('a command is answered when its sync has ended, and not before', async () => {
  const { note } = await opened();
  const noted = note('a');
  await until(() => disk.asked.length === 1);
  expect(countIn(path)).toBe(1);
  expect(await areAnswered(noted)).toEqual([false]);
  await endSync(null);
  expect(await noted).toMatchObject({ changes: 1 });
});

it('what is committed while the disk works waits for a sync of its own', async () => {
  const { note } = await opened();
  const first = note('a');
  await until(() => disk.asked.length === 1);
  const others = Promise.all(Array.from({ length: 20 }, (_, i) => note(`b${i}`)));
  await until(() => countIn(path) === 21);
  expect(await areAnswered(first, others)).toEqual([false, false]);
  await endSync(null);
  expect(await areAnswered(first, others)).toEqual([true, false]);
  await endSync(null);
  expect(await others).toHaveLength(20);
});

it('few commands wait for the disk, and share the next transaction', async () => {
  const { note } = await opened();
  const first = note('a');
  await until(() => disk.asked.length === 1);
  const second = note('b');
  await areAnswered(second);
  const third = note('c');
  await areAnswered(third);
  expect(countIn(path)).toBe(1);
  await endSync(null);
  await until(() => disk.asked.length === 1);
  expect(countIn(path)).toBe(3);
  await endSync(null);
  await Promise.all([first, second, third]);
});

it('what was read of a commit is told when that commit is on the disk', async () => {
  const { note, count } = await opened();
  void note('a');
  await until(() => disk.asked.length === 1);
  const seen = count();
  expect(await areAnswered(seen)).toEqual([false]);
  await endSync(null);
  expect(await seen).toBe(1);
  expect(await areAnswered(count())).toEqual([true]);
});

it('what another process committed is told when it is on the disk, by a read and by a command that writes nothing', async () => {
  const { file, count } = await opened();
  const other = openWriter(path);
  other.pragma('synchronous = OFF');
  for (const ask of [count, () => file.write(() => 'nothing')]) {
    other.exec(`INSERT INTO notes (text) VALUES ('${Math.random()}')`);
    const answer = ask();
    expect(await areAnswered(answer)).toEqual([false]);
    await endSync(null);
    await answer;
  }
  other.close();
});

it('a command that writes nothing waits for no disk', async () => {
  const { file } = await opened();
  expect(await file.write(() => 'nothing')).toBe('nothing');
});

it('a disk that fails once fails all who wait, and nothing is read, written or told after it', async () => {
  const { note, count } = await opened();
  const first = note('a');
  await until(() => disk.asked.length === 1);
  const early = Promise.all(Array.from({ length: 20 }, (_, i) => note(`b${i}`)));
  await until(() => countIn(path) === 21);
  const late = note('c');
  const waiting = Promise.allSettled([first, early, late, count()]);
  await endSync(new Error('EIO'));
  const failed = { reason: { name: 'StorageUnavailable', message: expect.stringContaining('the disk did not keep') } };
  expect(await waiting).toMatchObject([failed, failed, failed, failed]);
  expect(countIn(path)).toBe(21);
  await expect(note('d')).rejects.toBeInstanceOf(StorageUnavailable);
  await expect(count()).rejects.toBeInstanceOf(StorageUnavailable);
  expect(countIn(path)).toBe(21);
  expect(disk.asked).toEqual([]);
});

it('a log that the disk did not keep is not brought into the file, and what is there of it is found at the next start', async () => {
  const { file, note } = await opened();
  const lost = Promise.allSettled([note('a')]);
  await endSync(new Error('EIO'));
  expect(await lost).toMatchObject([{ status: 'rejected' }]);
  files.length = 0;
  await file.close();
  expect(existsSync(`${path}-wal`)).toBe(true);
  copyFileSync(path, `${path}.alone`);
  const again = await opened();
  expect(await again.count()).toBe(1);
  const alone = openReader(`${path}.alone`);
  expect(() => alone.prepare('SELECT COUNT(*) FROM notes').get()).toThrow(/no such table/);
  alone.close();
});

it('a disk that hangs keeps commands waiting, but no more than a bound, and closing waits with them', async () => {
  const { file, note } = await opened();
  const asked = Array.from({ length: 20_000 }, (_, i) => note(String(i)));
  await until(() => countIn(path) === 20_000);
  await expect(note('more')).rejects.toThrow('too many commands are waiting');
  const closing = file.close();
  files.length = 0;
  await expect(note('late')).rejects.toThrow('the store is closed');
  const [first] = asked;
  expect(await areAnswered(closing, Promise.resolve(first))).toEqual([false, false]);
  disk.isQuick = true;
  await endSync(null);
  await closing;
  expect((await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled')).toHaveLength(20_000);
});

it('a cut of the power leaves everything that was answered', async () => {
  const { note } = await opened();
  const image = join(folder.path, 'image.db');
  disk.isQuick = true;
  // What is on the disk for sure while a sync is under way: what was there when it began.
  disk.before = () => {
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${image}${end}`);
  };
  const missing: string[] = [];
  const answered: string[] = [];
  const checked = async (text: string): Promise<void> => {
    await note(text);
    answered.push(text);
    const reader = openWriter(image);
    const has = reader.prepare<[string], number>('SELECT COUNT(*) FROM notes WHERE text = ?').pluck();
    missing.push(...answered.filter((one) => has.get(one) !== 1));
    reader.close();
  };
  for (let round = 0; round < 10; round += 1)
    await Promise.all(Array.from({ length: 12 }, (_, i) => checked(`${round}.${i}`)));
  expect(missing).toEqual([]);
  expect(answered).toHaveLength(120);
});

it('the log that is brought to the disk is the one beside the file that a link leads to', async () => {
  const link = join(folder.path, 'link.db');
  await openSqliteStorage({ path }).close();
  symlinkSync(path, link);
  const storage = openSqliteStorage({ path: link });
  await grant(storage, transferRef('grant', 'a'), 1);
  expect(existsSync(`${link}-wal`)).toBe(false);
  expect(() => openLogSync(link).close()).not.toThrow();
  await storage.close();
});
