import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backup } from '../../../server/cli/backup.ts';
import { restore } from '../../../server/cli/restore.ts';
import { tokenHolder } from '../../../server/domain/holds/hold.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { openWriter } from '../../../server/storage/sqlite/connection.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { migrate, readMigrations } from '../../../server/storage/sqlite/migrate.ts';
import { call, companionEnv, holdBody, newToken, openOrder, spawnCompanion } from '../../support/companion.ts';
import { rowsOf } from '../../support/ledger-rows.ts';
import { spoil } from '../../support/spoil-file.ts';
import { credits, hashOf, holdId, temporaryFolder, type Folder } from '../../support/server-ledger.ts';
import { openSharedLedger } from '../proof/parts/shared-ledger.ts';

// Some tests start processes, which on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

let folder: Folder;
let home: string;
let ledger: string;
beforeEach(() => {
  folder = temporaryFolder();
  home = join(folder.path, 'data');
  mkdirSync(home);
  ledger = join(home, 'ledger.db');
});
afterEach(() => folder.remove());

type Said = { readonly code: number; readonly said: string; readonly complained: string };

async function run(
  command: typeof backup,
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await command({ ...companionEnv(home), ...env }, values, {
    say: (text) => (said.push(text), 0),
    complain: (text) => (complained.push(text), 1),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

const kept = (): string => join(folder.path, 'kept');
const back = (): string => join(folder.path, 'back');
const restored = (): string => join(back(), 'ledger.db');

/** A ledger with a wallet in it, closed. */
async function makeLedger(amount = 7): Promise<void> {
  const { usecases, close } = await openSharedLedger(ledger);
  const owner = tokenOwner(hashOf('ann'));
  await usecases.operator.grant({ owner, amount: credits(amount), reason: 'start', ref: 'start' });
  await close();
}

async function makeBackup(): Promise<void> {
  await makeLedger();
  expect(await run(backup, { to: kept() })).toMatchObject({ code: 0, complained: '' });
}

describe('a backup', () => {
  it('holds every file that a running server keeps, and is served again as it was', async () => {
    const outbox = openSettlementOutbox(`${ledger}.settlements`);
    const hold = { id: holdId(), holder: tokenHolder(hashOf('ann')) };
    await outbox.put({ hold, ending: { kind: 'release', reason: 'never_begun' } }, Number.MAX_SAFE_INTEGER);
    await outbox.close();
    const server = await spawnCompanion({}, home);
    const token = newToken();
    const { id } = await openOrder(server.url, token);
    await call(server.url, `POST /checkout/${id}/pay`);
    await vi.waitFor(async () => {
      const claimed = await call(server.url, 'POST /v1/pro/claim', { as: token, body: { order_id: id } });
      expect(claimed.status).toBe(200);
    }, 60_000);
    expect((await call(server.url, 'POST /v1/holds', { as: token, body: holdBody() })).status).toBe(201);

    const made = await run(backup, { to: kept(), json: true });
    expect([made.code, made.complained]).toEqual([0, '']);
    const told = JSON.parse(made.said);
    expect(told).toMatchObject({ kind: 'made', folder: kept(), sums: { wallets: 1, held_microcredits: credits(1) } });
    expect(told.bytes).toBe(
      readdirSync(kept()).reduce(
        (sum, name) => sum + (name === 'backup.json' ? 0 : statSync(join(kept(), name)).size),
        0,
      ),
    );
    const own = (names: readonly string[]) =>
      names.filter((name) => !/-(wal|shm)$|\.last-backup$/.test(name)).toSorted();
    expect(own(readdirSync(kept()))).toEqual([...own(readdirSync(home)), 'backup.json'].toSorted());
    expect(await server.stop('SIGTERM')).toBe(0);

    expect((await run(restore, { from: kept(), to: back() })).code).toBe(0);
    const again = await spawnCompanion({}, back());
    expect((await call(again.url, 'GET /v1/wallet', { as: token })).body).toMatchObject({
      balances: [{ held_microcredits: credits(1) }],
    });
    expect(readFileSync(join(back(), 'anon-salt'))).toEqual(readFileSync(join(home, 'anon-salt')));
    expect(await again.stop('SIGTERM')).toBe(0);
  });

  it('holds all that was acknowledged before it began, while a writer goes on, and audits clean', async () => {
    await makeLedger(1_000_000);
    const hammer = join(import.meta.dirname, '../proof/parts/hammer.ts');
    const child = spawn(process.execPath, [hammer, ledger, 'ann', 'client'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const told = new Set<string>();
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => {
      const [word, id = '', state] = line.split(' ');
      if (word === 'told' && state === 'captured') told.add(id);
    });
    await vi.waitFor(() => expect(told.size).toBeGreaterThan(40), 60_000);
    const before = [...told];
    const made = await run(backup, { to: kept() });
    const during = told.size;
    await vi.waitFor(() => expect(told.size).toBeGreaterThan(during), 60_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([made.code, made.complained]).toEqual([0, '']);
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({ code: 0, complained: '' });
    const states = new Map(rowsOf(restored()).holds?.map(({ id, state }) => [id, state]));
    expect(before.map((id) => states.get(id))).toEqual(before.map(() => 'captured'));
    const whole = await openSharedLedger(restored());
    expect(await whole.usecases.operator.audit()).toMatchObject({ isSound: true, findings: [], planFindings: [] });
    await whole.close();
  });

  it('says the sums of the wallets, and is noted for the doctor', async () => {
    await makeLedger();
    const { said } = await run(backup, { to: kept() });
    expect(said).toContain('1 wallet with 7 credits, 0 of them held; 0 orders, 1 booking');
    expect(JSON.parse(readFileSync(`${ledger}.last-backup`, 'utf8'))).toMatchObject({ folder: kept() });
  });

  it('is made in a folder that is there, under a name of its own, and never over another', async () => {
    await makeLedger();
    mkdirSync(kept());
    expect((await run(backup, { to: kept() })).code).toBe(0);
    expect(readdirSync(kept())).toEqual([expect.stringMatching(/^tallystick-\d{4}-\d\d-\d\d-\d{6}$/)]);
    const file = join(folder.path, 'a-file');
    writeFileSync(file, 'mine');
    expect(await run(backup, { to: file })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('is there already'),
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('is refused where there is no ledger, and nothing is left', async () => {
    expect(await run(backup, { to: kept() })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('no ledger'),
    });
    expect(existsSync(kept())).toBe(false);
    expect(await run(backup, {})).toMatchObject({ code: 1, complained: expect.stringContaining('--to is missing') });
  });

  it('is whole and said to be made also where that cannot be noted beside the ledger', async () => {
    await makeLedger();
    // As a full disk does, the folder lets no file of this name be written.
    mkdirSync(`${ledger}.last-backup.new`);
    const made = await run(backup, { to: kept(), json: true });
    expect([made.code, JSON.parse(made.said).kind]).toEqual([0, 'made']);
    expect(made.complained).toMatch(/^The backup is whole, but .*EISDIR/);
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({ code: 0, complained: '' });
  });

  it('of a ledger in PostgreSQL is refused, with what to do instead', async () => {
    const env = { DATABASE_URL: 'postgres://me:hush-hush@127.0.0.1/none', ANON_SALT: 'x'.repeat(32) };
    const { code, complained } = await run(backup, { to: kept() }, env);
    expect([code, complained]).toEqual([2, expect.stringContaining('pg_dump')]);
    expect(complained).not.toContain('hush-hush');
  });

  it('of a file that is damaged is not made', async () => {
    await makeLedger();
    spoil(ledger, 'transfers');
    const { code, complained } = await run(backup, { to: kept(), json: true });
    expect([code, complained]).toEqual([3, expect.stringContaining('Keep the last good one')]);
    expect(readdirSync(folder.path)).toEqual(['data']);
  });

  it('of a ledger whose sums are wrong is made, and says so', async () => {
    await makeLedger();
    const db = new Database(ledger);
    db.exec('UPDATE accounts SET balance = balance + 1 WHERE owner IS NOT NULL');
    db.close();
    expect(await run(backup, { to: kept() })).toMatchObject({
      code: 3,
      complained: expect.stringContaining('These faults are in the ledger itself'),
    });
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({ code: 3 });
    expect(existsSync(restored())).toBe(true);
  });

  it('of an earlier shape is kept as it is, and brought up to date when it is restored', async () => {
    const db = openWriter(ledger);
    migrate(db, readMigrations().slice(0, 12));
    db.close();
    expect((await run(backup, { to: kept() })).code).toBe(0);
    expect(rowsOf(join(kept(), 'ledger.db')).migrations).toHaveLength(12);
    const { code, said } = await run(restore, { from: kept(), to: back() });
    expect([code, said]).toEqual([0, expect.stringContaining('It was brought up to date')]);
    expect(rowsOf(restored()).migrations).toHaveLength(readMigrations().length);
    expect(readdirSync(back())).toEqual(['ledger.db']);
  });
});

describe('a restore', () => {
  it('gives back every row, and says what is lost and what to do', async () => {
    await makeBackup();
    const { code, said } = await run(restore, { from: kept(), to: back() });
    expect(code).toBe(0);
    expect(said).toMatch(/What was booked after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC is lost/);
    expect(said).toContain('for 3 days');
    expect(said).toContain(`DB_PATH=${restored()}`);
    expect(rowsOf(restored())).toEqual(rowsOf(ledger));
  });

  it('is refused where anything is in the folder', async () => {
    await makeBackup();
    mkdirSync(back());
    writeFileSync(join(back(), 'notes'), 'mine');
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('notes is there'),
    });
    expect(readdirSync(back())).toEqual(['notes']);
    expect(await run(restore, { from: kept(), to: home, json: true })).toMatchObject({
      code: 2,
      said: expect.stringContaining('"code":"target_not_empty"'),
    });
  });

  it('is refused where a file is in the place of the folder', async () => {
    await makeBackup();
    writeFileSync(back(), 'mine');
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('is no folder'),
    });
    expect(readFileSync(back(), 'utf8')).toBe('mine');
  });

  it.each(['.', '..', 'a/b', '../ledger.db'])('takes no backup that lists a file named %s', async (name) => {
    await makeBackup();
    const form = JSON.parse(readFileSync(join(kept(), 'backup.json'), 'utf8'));
    form.files.push({ name, bytes: 0, sha256: '0'.repeat(64) });
    writeFileSync(join(kept(), 'backup.json'), JSON.stringify(form));
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({ code: 2 });
    expect(existsSync(back())).toBe(false);
  });

  it('takes up a restore that was killed', async () => {
    await makeBackup();
    mkdirSync(join(back(), '.tallystick-restore'), { recursive: true });
    writeFileSync(join(back(), '.tallystick-restore/ledger.db'), 'half of it');
    writeFileSync(join(back(), 'ledger.db.sandbox'), 'already in place');
    expect((await run(restore, { from: kept(), to: back() })).code).toBe(0);
    expect(readdirSync(back())).toEqual(['ledger.db']);
  });

  it.each([
    ['a byte of which was changed', (file: string) => spoil(file, 'transfers'), 'changed since'],
    ['that was cut', (file: string) => truncateSync(file, 4096), 'bytes in place of'],
  ])('refuses a backup %s', async (_, harm, why) => {
    await makeBackup();
    harm(join(kept(), 'ledger.db'));
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({
      code: 3,
      complained: expect.stringContaining(why),
    });
    expect(readdirSync(back())).toEqual([]);
  });

  it('refuses what is no backup, and a backup from which a file is missing', async () => {
    await makeBackup();
    mkdirSync(join(folder.path, 'empty'));
    mkdirSync(join(folder.path, 'odd/backup.json'), { recursive: true });
    expect(await run(restore, { from: join(folder.path, 'odd'), to: back() })).toMatchObject({ code: 2 });
    writeFileSync(join(folder.path, 'text'), 'no database at all, but some words');
    expect(await run(restore, { from: join(folder.path, 'empty'), to: back() })).toMatchObject({ code: 2 });
    expect(await run(restore, { from: join(folder.path, 'none'), to: back() })).toMatchObject({ code: 2 });
    expect(await run(restore, { from: join(folder.path, 'text'), to: back() })).toMatchObject({ code: 3 });
    rmSync(join(kept(), 'ledger.db'));
    expect(await run(restore, { from: kept(), to: back() })).toMatchObject({
      code: 3,
      complained: expect.stringContaining('ledger.db: it is not there'),
    });
  });

  it('refuses a backup of a newer version', async () => {
    await makeLedger();
    const db = new Database(ledger);
    db.exec("INSERT INTO migrations VALUES (9990, '9990-of-tomorrow', 'x', 0)");
    db.close();
    expect(await run(restore, { from: ledger, to: back() })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('written by a newer version (9990-of-tomorrow)'),
    });
    expect(readdirSync(back())).toEqual([]);
  });

  it('takes a single file, and refuses one that is in use or was copied without its log', async () => {
    await makeLedger();
    const open = await openSharedLedger(ledger);
    await open.usecases.operator.audit();
    expect(await run(restore, { from: ledger, to: back() })).toMatchObject({
      code: 2,
      complained: expect.stringContaining('A server is using'),
    });
    const torn = join(folder.path, 'torn.db');
    copyFileSync(ledger, torn);
    await open.close();
    expect(await run(restore, { from: torn, to: back() })).toMatchObject({
      code: 3,
      complained: expect.stringContaining('without its log'),
    });
    expect(await run(restore, { from: ledger, to: back() })).toMatchObject({ code: 0 });
    expect(rowsOf(restored())).toEqual(rowsOf(ledger));
  });
});
