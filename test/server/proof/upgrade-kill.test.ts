// A server killed while it brings its file up to date, at every migration: the next start finishes the work.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { migrate, missingMigrations, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { openSqliteStorage } from '../../../server/storage/sqlite/open-storage.ts';
import { cliPath, companionEnv } from '../../support/companion.ts';
import { type Folder, temporaryFolder } from '../../support/server-ledger.ts';

const migrations = readMigrations();
let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const pathOf = () => join(folder.path, 'ledger.db');

/** A file as the program of `steps` migrations ago left it, with one sound transfer. */
function oldFile(steps: number): void {
  const db = openWriter(pathOf());
  migrate(db, migrations.slice(0, steps));
  if (steps > 0)
    db.exec(`INSERT INTO accounts (id, name, owner, balance, created_at) VALUES (1, 'wallet:w', 'token:t', 5, 0), (2, 'promo', NULL, -5, 0);
      INSERT INTO transfers (id, ref, from_account, to_account, amount, reason, at) VALUES (1, 'grant:g', 2, 1, 5, 'r', 0);
      INSERT INTO entries (account_id, transfer_id, delta, balance_after) VALUES (1, 1, 5, 5), (2, 1, -5, -5);`);
  db.close();
}

async function killedAt(failpoint: string): Promise<void> {
  const child = spawn(process.execPath, [cliPath, 'migrate'], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder.path), TALLYSTICK_FAILPOINT: failpoint },
    stdio: 'ignore',
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

/** Each migration left to a start from each older shape would be a square of them; from nothing and from the first shows all. */
const cases = [0, 1].flatMap((from) => [
  ...(from === 0 ? [] : [{ from, at: 'after_snapshot', done: from }]),
  ...migrations.slice(from).map((_, i) => ({ from, at: `before_migration_commit:${i + 1}`, done: from + i })),
]);

it.each(cases)(
  'an upgrade from $from migrations killed at $at keeps $done whole ones, and the next start finishes',
  async ({ from, at, done }) => {
    oldFile(from);
    await killedAt(at);
    const db = openWriter(pathOf());
    expect(missingMigrations(db)).toEqual(migrations.slice(done));
    db.close();
    const storage = openSqliteStorage({ path: pathOf() });
    expect(await storage.audit()).toMatchObject({ findings: [], entries: from === 0 ? 0 : 2 });
    await storage.checkWritable();
    await storage.close();
  },
  180_000,
);
