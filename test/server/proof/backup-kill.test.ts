// Backups and restores that are killed at their worst places and at random, and that find no room: what has the name of a backup is
// whole, what has the name of a ledger is whole, the ledger that is served is as it was, and the next try goes through.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backup } from '../../../server/cli/backup.ts';
import { restore } from '../../../server/cli/restore.ts';
import { openSettlementOutbox } from '../../../server/storage/sqlite/holds/open-settlement-outbox.ts';
import { tokenOwner } from '../../../server/domain/wallets/ledger.ts';
import { cliPath, companionEnv } from '../../support/companion.ts';
import { rowsOf } from '../../support/ledger-rows.ts';
import { credits, hashOf, temporaryFolder } from '../../support/server-ledger.ts';
import { openSharedLedger } from './parts/shared-ledger.ts';
import { runs, timeout } from './parts/size.ts';

const folder = temporaryFolder();
const home = join(folder.path, 'data');
const ledger = join(home, 'ledger.db');
const store = join(folder.path, 'kept');
const back = join(folder.path, 'back');
const env = { PATH: process.env['PATH'] ?? '', ...companionEnv(home) };
let rows: ReturnType<typeof rowsOf>;

beforeAll(async () => {
  mkdirSync(home);
  mkdirSync(store);
  const { usecases, close } = await openSharedLedger(ledger);
  await usecases.operator.grant({
    owner: tokenOwner(hashOf('ann')),
    amount: credits(7),
    reason: 'a gift',
    ref: 'gift',
  });
  await close();
  const db = new Database(ledger);
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO refusals (id, holder, model, venue, code, params, at)
    SELECT 'refused ' || i, 'some holder', 'a model', 'local', 'a_code', '{"so":"that it takes some room"}', i FROM n`);
  db.close();
  await openSettlementOutbox(`${ledger}.settlements`).close();
  rows = rowsOf(ledger);
});
afterAll(() => folder.remove());

type Death = { readonly failpoint: string } | { readonly afterMs: number };

/** Returns how it ended: its exit code, or the signal. */
async function run(args: readonly string[], death: Death | null, under: readonly string[] = []) {
  const [file = '', ...all] = [...under, process.execPath, cliPath, ...args];
  const child = spawn(file, all, {
    cwd: home,
    env: death !== null && 'failpoint' in death ? { ...env, TALLYSTICK_FAILPOINT: death.failpoint } : env,
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  if (death !== null && 'afterMs' in death) {
    await pause(death.afterMs);
    child.kill('SIGKILL');
  }
  const [code, signal] = await exited;
  return signal ?? code;
}

const voice = { say: () => 0, complain: () => 1 };
const whole = join(store, 'whole');
const killedBackup = (death: Death) => run(['backup', '--to', join(store, 'one')], death);
const nextBackup = () => backup(env, { to: join(store, 'one') }, voice);
const killedRestore = (death: Death) => run(['restore', '--from', whole, '--to', back], death);
const nextRestore = (from: string) => restore(env, { from, to: back }, voice);

function deaths(points: readonly string[]): readonly Death[] {
  const count = runs({ small: 1, full: 200 });
  const atRandom = Array.from({ length: count }, () => ({ afterMs: Math.floor(Math.random() * 1_500) }));
  return [...points.map((failpoint) => ({ failpoint })), ...atRandom];
}

it(
  'a backup that was killed has no name, or is whole, and the next one goes through',
  async () => {
    for (const death of deaths(['backup_copied', 'backup_checked', 'backup_named'])) {
      const ended = await killedBackup(death);
      if ('failpoint' in death) expect(ended).toBe('SIGKILL');
      if (existsSync(join(store, 'one'))) expect(await nextRestore(join(store, 'one'))).toBe(0);
      else expect(await nextBackup()).toBe(0);
      expect(readdirSync(store)).toEqual(['one']);
      expect(rowsOf(ledger)).toEqual(rows);
      rmSync(join(store, 'one'), { recursive: true });
      rmSync(back, { recursive: true, force: true });
    }
  },
  timeout(180_000),
);

it(
  'a restore that was killed has put no ledger in place, or all, and the next one goes through',
  async () => {
    expect(await backup(env, { to: whole }, voice)).toBe(0);
    for (const death of deaths(['restore_checked', 'restore_placed', 'restore_placed:2'])) {
      const ended = await killedRestore(death);
      if ('failpoint' in death) expect(ended).toBe('SIGKILL');
      if (!existsSync(join(back, 'ledger.db'))) expect(await nextRestore(whole)).toBe(0);
      expect(rowsOf(join(back, 'ledger.db'))).toEqual(rows);
      expect(existsSync(join(back, 'ledger.db.settlements'))).toBe(true);
      rmSync(back, { recursive: true });
    }
  },
  timeout(180_000),
);

const can = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;

it.skipIf(!can('prlimit', '--version'))(
  'a backup whose files may not grow leaves nothing, and says so',
  async () => {
    expect(await run(['backup', '--to', join(store, 'two')], null, ['prlimit', '--fsize=200000'])).toBe(1);
    expect(readdirSync(store).filter((name) => name !== 'whole')).toEqual([]);
  },
  timeout(180_000),
);

it.skipIf(!can('unshare', '--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'))(
  'a disk that is too small is told before anything is written to it',
  async () => {
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=100k tmpfs ${disk} && "$@"; code=$?; [ -z "$(ls -A ${disk})" ] && exit $code`;
    const under = ['unshare', '--mount', '--map-root-user', 'sh', '-c', script, 'sh'];
    expect(await run(['backup', '--to', join(disk, 'one')], null, under)).toBe(2);
  },
  timeout(180_000),
);
