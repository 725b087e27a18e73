import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from '../../../server/lib/make-folder.ts';
import { cliPath, companionEnv } from '../../support/companion.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a folder is made with all above it, in the mode that is asked for', () => {
  const path = join(folder, 'one', 'two', 'three');
  makeFolder(path, { mode: 0o700 });
  makeFolder(path, { mode: 0o700 });
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('a file that stands in the way is told as one', () => {
  writeFileSync(join(folder, 'one'), '');
  expect(() => makeFolder(join(folder, 'one', 'two'))).toThrow('ENOTDIR');
});

it.runIf(existsSync('/proc/self'))('a command ends where no folder can be made for the database', () => {
  const { status, stderr } = spawnSync(process.execPath, [cliPath, 'migrate'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...companionEnv(folder), DB_PATH: '/proc/tallystick/ledger.db' },
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^A folder can’t be made: .*\/proc\/tallystick.*Name another place, with DB_PATH.*\.\n$/);
});
