import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDataFolder } from '../../../src/main/core/data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a data folder is made with all above it, for its owner alone, and stays empty', () => {
  const path = join(folder, 'one', 'two');
  checkDataFolder(path);
  checkDataFolder(path);
  expect([statSync(path).mode & 0o777, readdirSync(path)]).toEqual([0o700, []]);
});

it('a file in the place of the folder, or above it, is told with the system’s code', () => {
  writeFileSync(join(folder, 'file'), '');
  for (const path of [join(folder, 'file'), join(folder, 'file', 'data')])
    expect(() => checkDataFolder(path)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ kind: 'folder_unusable', code: 'ENOTDIR' }) }),
    );
});

// In a process of its own: a call that never returned would take the test with it.
it.runIf(existsSync('/proc/self'))('a place that takes no folders is told, and does not hold up the start', () => {
  const script = `
    import { checkDataFolder } from '${join(import.meta.dirname, '../../../src/main/core/data-folder.ts')}';
    try { checkDataFolder('/proc/tallystick/data'); } catch (error) { console.log(error.problem.code); }`;
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  expect(told).toBe('ENOENT\n');
});
