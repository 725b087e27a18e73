import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CodedFailure } from '../../../src/main/core/coded-failure.ts';
import { migrations, readMigration } from '../../../src/main/core/store/migrations.ts';
import { StartFailure } from '../../../src/main/core/start-failure.ts';
import { openStore, storeFileName } from '../../../src/main/core/store/store.ts';
import { tempDir } from '../temp-dir.ts';

const now = (): number => Date.UTC(2026, 0, 2);
const Count = z.object({ n: z.int() });

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StartFailure) return error.problem.kind;
    throw error;
  }
  return 'none';
}

describe('opening', () => {
  test('a second core on the same folder is refused, and let in once the first has closed', () => {
    const dataDir = tempDir();
    const first = openStore({ dataDir, now });
    expect(problemOf(() => openStore({ dataDir, now }))).toBe('folder_in_use');
    first.close();
    first.close();
    openStore({ dataDir, now }).close();
  });

  test('a file of a newer app is refused and left as it was', () => {
    const dataDir = tempDir();
    const path = join(dataDir, storeFileName);
    openStore({ dataDir, now }).close();
    const raw = new Database(path);
    raw.exec(`INSERT INTO migrations VALUES (9990, '9990-later', 'x', 1)`);
    raw.close();
    const before = readFileSync(path);
    expect(problemOf(() => openStore({ dataDir, now }))).toBe('store_newer');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a migration that was edited after it ran is noticed', () => {
    const dataDir = tempDir();
    openStore({
      dataDir,
      now,
      migrations: [readMigration('0010-a.sql', 'CREATE TABLE a (x INTEGER) STRICT;')],
    }).close();
    const edited = [readMigration('0010-a.sql', 'CREATE TABLE a (x TEXT) STRICT;')];
    expect(problemOf(() => openStore({ dataDir, now, migrations: edited }))).toBe('migration_altered');
  });

  test('line ends of another system do not make a migration another one', () => {
    expect(readMigration('0010-a.sql', 'a\r\nb').checksum).toBe(readMigration('0010-a.sql', 'a\nb').checksum);
  });

  test('a damaged file is set aside, never deleted, and the start says where', () => {
    const dataDir = tempDir();
    const path = join(dataDir, storeFileName);
    writeFileSync(path, 'this is no database, but it may be all that somebody has left of their chats');
    const store = openStore({ dataDir, now });
    expect(readFileSync(store.damagedPath ?? '', 'utf8')).toContain('all that somebody has left');
    expect(store.db.get(Count, 'SELECT count(*) AS n FROM chats')).toEqual({ n: 0 });
    store.close();
    const again = openStore({ dataDir, now });
    expect(again.damagedPath).toBeNull();
    again.close();
  });

  test('every migration of the app runs on an empty file', () => {
    const store = openStore({ dataDir: tempDir(), now });
    expect(store.db.get(Count, 'SELECT count(*) AS n FROM migrations')).toEqual({ n: migrations.length });
    store.close();
  });
});

describe('upgrading', () => {
  const first = readMigration('0010-a.sql', 'CREATE TABLE a (x INTEGER NOT NULL) STRICT;');
  const second = readMigration('0020-b.sql', 'ALTER TABLE a ADD COLUMN y INTEGER;');
  const broken = readMigration('0030-c.sql', 'CREATE TABLE c (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);');

  test('a failed step leaves the file as it was before the whole upgrade', () => {
    const dataDir = tempDir();
    const store = openStore({ dataDir, now, migrations: [first] });
    store.db.run('INSERT INTO a VALUES (7)');
    store.close();
    expect(problemOf(() => openStore({ dataDir, now, migrations: [first, second, broken] }))).toBe('upgrade_failed');
    const again = openStore({ dataDir, now, migrations: [first] });
    expect(again.db.all(z.object({ x: z.int() }), 'SELECT * FROM a')).toEqual([{ x: 7 }]);
    again.close();
  });

  test('a snapshot is taken before a file with content changes, and only then', () => {
    const dataDir = tempDir();
    openStore({ dataDir, now, migrations: [first] }).close();
    expect(existsSync(join(dataDir, 'snapshots'))).toBe(false);
    openStore({ dataDir, now, migrations: [first, second] }).close();
    expect(readdirSync(join(dataDir, 'snapshots'))).toHaveLength(1);
  });
});

describe('writing', () => {
  test('a transaction that throws leaves nothing behind, nor does a failed one inside another', () => {
    const store = openStore({
      dataDir: tempDir(),
      now,
      migrations: [readMigration('0010-a.sql', 'CREATE TABLE a (x INTEGER NOT NULL) STRICT;')],
    });
    const insert = (x: number): number => store.db.run('INSERT INTO a VALUES (@x)', { x });
    const fail = (): never => {
      insert(1);
      throw new Error('no');
    };
    expect(() => store.db.transact('durable', fail)).toThrow('no');
    store.db.transact('relaxed', () => {
      insert(2);
      expect(() => store.db.transact('durable', fail)).toThrow('no');
    });
    expect(store.db.all(z.object({ x: z.int() }), 'SELECT x FROM a')).toEqual([{ x: 2 }]);
    store.close();
  });

  test('a full disk is a failure of the world, a broken constraint is a bug', () => {
    const store = openStore({
      dataDir: tempDir(),
      now,
      migrations: [readMigration('0010-a.sql', 'CREATE TABLE a (x TEXT NOT NULL) STRICT;')],
    });
    store.db.get(z.unknown(), 'PRAGMA max_page_count = 8');
    expect(() => store.db.run('INSERT INTO a VALUES (@x)', { x: 'x'.repeat(100_000) })).toThrow(CodedFailure);
    expect(() => store.db.run('INSERT INTO a VALUES (@x)', { x: null })).toThrow('NOT NULL constraint failed');
    store.close();
  });
});
