// Bringing a file up to date: whole or nothing, with a snapshot, and never past a change nobody meant.
import Database from 'better-sqlite3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HoldId } from '../../../server/contract/holds/holds.ts';
import { clientKey } from '../../../server/domain/holds/allowance.ts';
import { endHold } from '../../../server/domain/holds/end-hold.ts';
import { type HoldEnding, clientHolder, tokenHolder } from '../../../server/domain/holds/hold.ts';
import { tokenOwner, transferRef } from '../../../server/domain/wallets/ledger.ts';
import { type Connection, openWriter } from '../../../server/storage/sqlite/connection.ts';
import type { Migration } from '../../../server/storage/migrations.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { SchemaMismatch } from '../../../server/storage/storage.ts';
import { migrateSqliteFile, openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { type Folder, hashOf, holdId, start, temporaryFolder } from '../../support/server-ledger.ts';
import { grant } from './conformance/fixtures.ts';

let folder: Folder;
let path: string;
let db: Connection;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, 'ledger.db');
  db = openWriter(path);
});

afterEach(() => {
  db.close();
  folder.remove();
});

const names = readMigrations().map(({ name }) => name);
const next: Migration = {
  id: 9990,
  name: '9990-next',
  sql: 'CREATE TABLE next (a INTEGER NOT NULL) STRICT;',
  checksum: 'c',
};

it('migrations are numbered in tens, each with a number of its own', () => {
  const ids = readMigrations().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.map((id) => id % 10)).toEqual(names.map(() => 0));
  expect(names).toEqual([...names].sort());
});

it('a new file is brought up to date without a snapshot, an up-to-date one is left alone', () => {
  expect(migrate(db)).toEqual({ applied: names, snapshot: null });
  expect(migrate(db)).toEqual({ applied: [], snapshot: null });
  expect(migrateSqliteFile(path)).toEqual({ applied: [], snapshot: null });
});

it('a database in memory leaves no snapshot on the disk', () => {
  const memory = new Database(':memory:');
  migrate(memory);
  expect(migrate(memory, [...readMigrations(), next])).toEqual({ applied: ['9990-next'], snapshot: null });
  memory.close();
});

it('before an upgrade the file as it was is kept beside it', async () => {
  const storage = openSqliteStorage({ path });
  await grant(storage, transferRef('grant', 'a'), 5);
  await storage.close();
  const { applied, snapshot } = migrate(db, [...readMigrations(), next]);
  expect(applied).toEqual(['9990-next']);
  const before = new Database(snapshot ?? '', { readonly: true });
  expect(before.prepare('SELECT balance FROM accounts WHERE owner IS NOT NULL').pluck().all()).toEqual([5]);
  expect(before.prepare("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'next'").pluck().get()).toBe(0);
  before.close();
});

it('a migration that fails leaves nothing of itself behind', () => {
  migrate(db);
  const broken = { ...next, sql: `${next.sql} INSERT INTO nowhere VALUES (1);` };
  expect(() => migrate(db, [...readMigrations(), broken])).toThrow('nowhere');
  expect(db.prepare("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'next'").pluck().get()).toBe(0);
  expect(migrate(db, [...readMigrations(), next]).applied).toEqual(['9990-next']);
});

it('a migration changed after it was applied stops the start and says which', () => {
  migrate(db);
  const [first, ...rest] = readMigrations();
  const edited = [{ ...next, ...first, checksum: 'edited' }, ...rest];
  expect(() => migrate(db, edited)).toThrow(SchemaMismatch);
  expect(() => migrate(db, edited)).toThrow('0010-ledger differs');
});

it('a file of a newer version is refused and left as it is', () => {
  migrate(db, [...readMigrations(), next]);
  expect(() => openSqliteStorage({ path })).toThrow(/written by a newer version \(9990-next\)/);
  expect(readdirSync(folder.path).filter((file) => file.endsWith('.bak'))).toEqual([]);
});

it('a file that is behind is refused where nobody asked to change it', () => {
  expect(() => openSqliteStorage({ path, migrate: false })).toThrow('not up to date');
  migrate(db);
  const storage = openSqliteStorage({ path, migrate: false });
  return storage.close();
});

it('line ends turned by a checkout do not change a checksum', () => {
  const checksums = readMigrations().map(({ checksum }) => checksum);
  expect(new Set(checksums).size).toBe(names.length);
  expect(readMigrations().every(({ sql }) => !sql.includes('\r'))).toBe(true);
});

it('a hold and a refusal from before plans end and answer as they would have', async () => {
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 40),
  );
  const [paid, free, refused] = [holdId(), holdId(), holdId()];
  const price = JSON.stringify({ kind: 'flat', perRequest: 4 });
  const counted = JSON.stringify([{ key: 'client:visitor', startedAt: start, used: 1 }]);
  const insert = db.prepare(
    `INSERT INTO holds (id, holder, state, model, venue, price, wallet_id, counted, amount, captured, created_at, expires_at,
       prompt_tokens, completion_tokens, duration_ms) VALUES (?, ?, 'held', 'm', 'local', ?, ?, ?, ?, 0, ?, ?, 0, 0, 0)`,
  );
  db.exec("INSERT INTO accounts (name, owner, balance, held, created_at) VALUES ('promo', NULL, -9, 0, 0)");
  db.prepare("INSERT INTO accounts (name, owner, balance, held, created_at) VALUES ('wallet:w', ?, 9, 4, 0)").run(
    tokenOwner(hashOf('rich')),
  );
  insert.run(paid, tokenHolder(hashOf('rich')), price, 'w', null, 4, start, start + 60_000);
  insert.run(free, clientHolder('visitor'), price, null, counted, 0, start, start + 60_000);
  db.prepare("INSERT INTO allowances (key, started_at, used) VALUES ('client:visitor', ?, 1)").run(start);
  db.prepare("INSERT INTO refusals VALUES (?, 'client:visitor', 'm', 'local', 'free_exhausted', 'no', NULL, ?)").run(
    refused,
    start,
  );
  const storage = openSqliteStorage({ path });
  const ends = async (id: HoldId, ending: HoldEnding) =>
    storage.endHold(id, (seen) => {
      const ended = seen === null ? null : endHold(seen.hold, ending, { ...seen, now: start + 1 });
      const write = ended && { ...ended, letters: [] };
      return { write, answer: write?.hold };
    });
  const usage = { promptTokens: 1, completionTokens: 1, durationMs: 1 };
  const captured = await ends(paid, { kind: 'capture', usage, outcome: 'completed' });
  expect(captured).toMatchObject({ state: 'captured', captured: 4, overrun: 0, estimate: null, outputLimit: null });
  expect(captured).toMatchObject({ priceRule: null, upstream: null, usage });
  expect(await ends(free, { kind: 'release', reason: 'x' })).toMatchObject({ state: 'released', degrade: null });
  expect(await storage.readAllowances([clientKey('visitor')])).toMatchObject([{ count: { used: 0 } }]);
  const ask = { id: refused, payer: { kind: 'free', keys: [] } } as const;
  expect(await storage.reserveHold(ask, ({ refusal }) => ({ write: null, answer: refusal }))).toMatchObject({
    code: 'free_exhausted',
    estimate: null,
  });
  await storage.close();
});

it('a hold from before it was kept who used it says so by whose it is, and what it was worth by what was charged', async () => {
  migrate(
    db,
    readMigrations().filter(({ id }) => id < 180),
  );
  const price = JSON.stringify({ kind: 'flat', perRequest: 4 });
  const insert = db.prepare(
    `INSERT INTO holds (id, holder, state, model, venue, price, counted, amount, captured, created_at, expires_at, ended_at,
       prompt_tokens, completion_tokens, duration_ms) VALUES (?, ?, 'captured', 'm', 'local', ?, '[]', 4, 4, 1, 2, 2, 0, 0, 0)`,
  );
  const holders = [
    'user:ann',
    'hosted:user:a:b',
    'org:acme',
    'hosted:org:acme',
    'token:user:x',
    'client:user:y',
    'metered:user:z',
  ];
  const ids = holders.map((holder) => {
    const id = holdId();
    insert.run(id, holder, price);
    return id;
  });
  const storage = openSqliteStorage({ path });
  const holds = await Promise.all(ids.map((id) => storage.readHold(id)));
  const [ann, b, acme] = [
    { user: 'ann', team: null, key: null },
    { user: 'a:b', team: null, key: null },
    { user: null, team: 'acme', key: null },
  ];
  expect(holds.map((seen) => seen?.hold.usedBy)).toEqual([ann, b, acme, acme, null, null, null]);
  expect(holds.map((seen) => seen?.hold.worth)).toEqual(holders.map(() => 4));
  await storage.close();
  expect(() => db.exec('UPDATE holds SET worth = 5')).toThrow('a hold ends once');
});
