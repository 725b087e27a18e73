// What Node has compiled of the server is kept for the servers that tests start.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withCompiledCode } from '../../scripts/test/compiled-code.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tallystick-compiled-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is there before the first test', async () => {
  const env = await withCompiledCode({ root, env: { PATH: 'here' }, folder });
  expect(env).toEqual({ PATH: 'here', NODE_COMPILE_CACHE: folder });
  expect(readdirSync(folder, { recursive: true }).length).toBeGreaterThan(100);
});

it('is missing where nothing can be started, and the tests go on without it', async () => {
  const wrap = () => ({ program: path.join(folder, 'not-there'), args: [], env: {} });
  await withCompiledCode({ root, env: {}, folder, wrap });
  expect(readdirSync(folder)).toEqual([]);
});
