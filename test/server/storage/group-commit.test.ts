// Commands that share a transaction: what they share of its fate, and what not.
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, openReader, openWriter } from '../../../server/storage/sqlite/connection.ts';
import { type GroupCommit, createGroupCommit } from '../../../server/storage/sqlite/group-commit.ts';
import { StorageUnavailable } from '../../../server/storage/storage.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';

let folder: Folder;
let db: Connection;
let group: GroupCommit;

beforeEach(() => {
  folder = temporaryFolder();
  db = openWriter(join(folder.path, 'group.db'));
  db.exec('CREATE TABLE notes (text TEXT NOT NULL UNIQUE) STRICT');
  group = createGroupCommit(db, { lockWaitMs: 100 });
});

afterEach(async () => {
  await group.close();
  db.close();
  folder.remove();
});

const note = (text: string) => group.run(() => db.prepare('INSERT INTO notes (text) VALUES (?)').run(text).changes);

/** What another process would see. */
function notesOnDisk(): number {
  const reader = openReader(db.name);
  const { count } = reader.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM notes').get() ?? { count: -1 };
  reader.close();
  return count;
}

it('commands of one moment share one transaction', async () => {
  const within: boolean[] = [];
  const versions = new Set<unknown>();
  const look = () =>
    group.run(() => {
      within.push(db.inTransaction);
      versions.add(notesOnDisk());
    });
  await Promise.all([note('a'), look(), note('b'), look()]);
  expect(within).toEqual([true, true]);
  expect([...versions]).toEqual([0]);
  expect(notesOnDisk()).toBe(2);
});

it('a command is answered only after what it wrote is committed', async () => {
  const seen = note('a').then(() => notesOnDisk());
  expect(await seen).toBe(1);
});

it('a command that fails takes back its own writes and nobody else’s', async () => {
  const failing = group.run(() => {
    db.prepare("INSERT INTO notes (text) VALUES ('half')").run();
    throw new RangeError('a bug');
  });
  const results = await Promise.allSettled([note('a'), failing, note('a'), note('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(db.prepare('SELECT text FROM notes ORDER BY text').pluck().all()).toEqual(['a', 'b']);
});

it('a full disk refuses all commands of the moment, half-writes nothing, and is over when there is room', async () => {
  const { page_count: pages } = db.prepare<[], { page_count: number }>('PRAGMA page_count').get() ?? { page_count: 0 };
  db.pragma(`max_page_count = ${pages + 1}`);
  const results = await Promise.allSettled([note('small'), note('x'.repeat(50_000))]);
  expect(results).toMatchObject([
    { reason: expect.any(StorageUnavailable) },
    { reason: expect.any(StorageUnavailable) },
  ]);
  expect(notesOnDisk()).toBe(0);
  db.pragma('max_page_count = 1000000');
  await Promise.all([note('small'), note('x'.repeat(50_000))]);
  expect(notesOnDisk()).toBe(2);
});

it('a file that cannot be written is an outage, and is over when it can', async () => {
  db.pragma('query_only = ON');
  await expect(note('a')).rejects.toThrow(StorageUnavailable);
  db.pragma('query_only = OFF');
  expect(await note('a')).toBe(1);
});

it('more commands than one transaction takes are all done, in order', async () => {
  const order: number[] = [];
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => group.run(() => order.push(i))));
  expect(order).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
});

describe('while the loop', () => {
  const loop = { turns: 0, at: 0, busyTurns: Infinity };
  /** One event at each look for as long as it is busy; a look takes a tenth of a millisecond. */
  const busy = { events: () => Math.min((loop.turns += 1), loop.busyTurns), now: () => (loop.at += 0.1) };

  /** How many transactions it takes for three commands that come in three turns. */
  async function transactions(busyTurns: number, turns = 1): Promise<number> {
    Object.assign(loop, { turns: 0, at: 0, busyTurns });
    const gathering = createGroupCommit(db, { lockWaitMs: 100, loop: busy });
    const seen: number[] = [];
    const work: Promise<unknown>[] = [];
    for (let one = 0; one < 3; one += 1) {
      work.push(gathering.run(() => seen.push(notesOnDisk())));
      work.push(gathering.run(() => db.prepare('INSERT INTO notes (text) VALUES (?)').run(`${one}`)));
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    }
    await Promise.all(work);
    await gathering.close();
    return new Set(seen).size;
  }

  it('has other work, a group waits for the commands that come of it', async () => {
    expect(await transactions(Infinity)).toBe(1);
  });

  it('has none, nobody waits', async () => {
    expect(await transactions(0)).toBe(3);
  });

  it('is busy all the time, a group waits a millisecond and no longer', async () => {
    expect(await transactions(Infinity, 20)).toBe(3);
  });
});

it('closing finishes what waits and refuses what comes after', async () => {
  const waiting = note('a');
  const closing = group.close();
  await expect(note('b')).rejects.toThrow(StorageUnavailable);
  await closing;
  expect(await waiting).toBe(1);
});
