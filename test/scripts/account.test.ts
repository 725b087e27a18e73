// As whom Electron runs when root starts the tests.
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAccount } from '../../scripts/electron/account.ts';

const isRoot = process.getuid?.() === 0;
/** Root of a container may have been left without this right. */
const canLend = isRoot && spawnSync('sh', ['-c', 'exec setpriv --inh-caps=+dac_read_search true']).status === 0;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'tallystick-account-'));
  file = path.join(folder, 'file');
  await writeFile(file, 'as it was');
  // Only its owner gets in, as into a home or a temporary folder.
  await chmod(folder, 0o700);
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

function runAs(
  account: ReturnType<typeof openAccount>,
  script: string,
): { readonly status: number | null; out: string } {
  const { program, args } = account.wrap({ program: 'sh', args: ['-c', script, file] });
  const { status, stdout } = spawnSync(program, [...args], { encoding: 'utf8' });
  return { status, out: stdout.trim() };
}

test.runIf(isRoot)('root runs nothing as root', () => {
  expect(runAs(openAccount(os.tmpdir()), 'id -u').out).toBe('65534');
});

test.runIf(canLend)('a clone that only root can enter is read all the same, and never written', async () => {
  const account = openAccount(folder);
  expect(account.canRead(file)).toBe(true);
  expect(runAs(account, 'cat "$0"').out).toBe('as it was');
  // As Node asks whether a file exists.
  expect(runAs(account, 'test -r "$0" && echo yes').out).toBe('yes');
  expect(runAs(account, 'echo other > "$0"').status).not.toBe(0);
  expect(await readFile(file, 'utf8')).toBe('as it was');
});

test.runIf(isRoot)('where nothing is closed to it, the other user has no rights beyond its own', () => {
  const account = openAccount(os.tmpdir());
  expect(account.canRead(file)).toBe(false);
  expect(runAs(account, 'cat "$0"').status).not.toBe(0);
});

test.runIf(!isRoot)('anybody else runs it as they are', () => {
  const command = { program: 'true', args: ['a'] };
  expect(openAccount(folder).wrap(command)).toEqual(command);
});
