// What is shipped: the program and what it needs on this platform, and nothing else.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { extractAll } from '@electron/asar';
import { expect, test } from '@playwright/test';
import { v7 } from 'uuid';
import { canRun } from '../live/cached.ts';
import { removeFolder } from '../support/app/remove-folder.ts';
import { packApp, type PackedApp } from './packed-app.ts';
import { startPacked, type StartedProgram } from './packed-start.ts';

const mebibyte = 1024 * 1024;

let folder: string;
let packed: PackedApp;

test.describe.configure({ timeout: 300_000 });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = await mkdtemp(path.join(os.tmpdir(), 'ts-packed-'));
  packed = await packApp(path.join(folder, 'dist'));
});
test.afterAll(async () => removeFolder(folder));

test('the archive holds the built app, two native modules, an icon, and nothing else', async () => {
  const listing = [...packed.files]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ name, bytes, isUnpacked }) => `${String(bytes).padStart(9)} ${name}${isUnpacked ? ' (unpacked)' : ''}`);
  await test.info().attach('the archive by size', { body: listing.join('\n'), contentType: 'text/plain' });

  const places =
    /^(package\.json|out\/(main|preload|renderer)\/|node_modules\/(better-sqlite3|@napi-rs)\/|resources\/icons\/256x256\.png$)/;
  const names = packed.files.map(({ name }) => name);
  expect(names.filter((name) => !places.test(name))).toEqual([]);
  expect(names).toEqual(
    expect.arrayContaining([
      'out/main/index.js',
      'out/main/core-process.js',
      'out/preload/index.cjs',
      'out/renderer/index.html',
    ]),
  );
  expect(
    names.filter((name) => name.startsWith('node_modules/') && /\.(ts|c|cc|cpp|h|hpp|gyp)$|README/.test(name)),
  ).toEqual([]);
});

test('no sources and no maps of them are in it', () => {
  expect(packed.files.map(({ name }) => name).filter((name) => /\.(map|tsx?|jsx)$|^src\//.test(name))).toEqual([]);
});

test('the browser shell and what only it needs stay out', async () => {
  const main = packed.files.map(({ name }) => name).filter((name) => name.startsWith('out/main/'));
  const target = path.join(folder, 'reached');
  extractAll(packed.archive, target);
  const entries = ['out/main/index.js', 'out/main/core-process.js'].filter((name) => main.includes(name));
  const reached = new Set(entries);
  for (const name of reached) {
    const text = await readFile(path.join(target, name), 'utf8');
    for (const [, found = ''] of text.matchAll(/(?:from|import|import\()\s*["'](\.[^"']+)["']/g)) {
      const file = path.posix.join(path.posix.dirname(name), found);
      if (main.includes(file)) reached.add(file);
    }
  }
  expect(main.filter((name) => !reached.has(name))).toEqual([]);
});

test('native modules are those of this platform, and lie beside the archive', () => {
  const native = packed.files.filter(({ name }) => name.endsWith('.node'));
  const here = `${process.platform}-${process.arch}`;
  expect(native.map(({ name }) => path.posix.basename(name)).sort()).toEqual([
    expect.stringMatching(new RegExp(`^keyring\\.${here}`)),
    `${here}.node`,
  ]);
  for (const { name, isUnpacked } of native) {
    expect(isUnpacked).toBe(true);
    expect(existsSync(path.join(`${packed.archive}.unpacked`, name))).toBe(true);
  }
});

test('the native modules have all they need to run', async () => {
  const target = path.join(folder, 'run');
  extractAll(packed.archive, target);
  const program = `
    const Database = require('better-sqlite3');
    const keyring = require('@napi-rs/keyring');
    process.stdout.write([new Database(':memory:').prepare('SELECT 6 * 7').pluck().get(), typeof keyring.AsyncEntry].join());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd: target });
  expect(stdout).toBe('42,function');
});

test('beside Electron it takes less than 20 MB', () => {
  const bytes = packed.files.reduce((sum, file) => sum + file.bytes, 0);
  expect(bytes).toBeGreaterThan(mebibyte);
  expect(bytes).toBeLessThan(20 * mebibyte);
});

// Shipped programs take no other Node for the core, so an Electron whose own is too old has to say that it cannot start.
const firstWords =
  process.env['TALLYSTICK_CORE_NODE'] === undefined ? 'Welcome to Tallystick' : 'Tallystick can’t start';

async function start(dataDir = path.join(folder, 'data')): Promise<StartedProgram> {
  return startPacked(packed.program, {
    TALLYSTICK_DATA_DIR: dataDir,
    TALLYSTICK_SERVER: 'http://127.0.0.1:9',
    TALLYSTICK_KEYCHAIN: 'off',
    OLLAMA_HOST: '127.0.0.1:9',
  });
}

test('the packed program starts and shows its window', async () => {
  const program = await start();
  try {
    await program.windowSaying(firstWords);
  } finally {
    await program.close();
  }
});

test('the packed program starts a server of tools, and asks what it offers', async () => {
  test.skip(process.env['TALLYSTICK_CORE_NODE'] !== undefined, 'not here: an Electron whose Node the core can use');
  const dataDir = path.join(folder, 'with-tools');
  const first = await start(dataDir);
  try {
    await first.windowSaying(firstWords);
  } finally {
    await first.close();
  }
  const notes = path.join(folder, 'notes');
  const odd = fileURLToPath(new URL('../support/tool-server/odd-server.ts', import.meta.url));
  const way = { kind: 'stdio', command: process.execPath, args: [odd, 'takes_notes', notes], cwd: null, env: [] };
  const file = new Database(path.join(dataDir, 'tallystick.db'));
  file
    .prepare(
      `INSERT INTO tool_servers (id, name, way, place, is_on, created_at) VALUES (?, 'Odd', ?, 'keychain', 1, 1)`,
    )
    .run(v7(), JSON.stringify(way));
  file.close();
  const program = await start(dataDir);
  try {
    const asked = (): string => (existsSync(notes) ? readFileSync(notes, 'utf8') : '');
    await expect.poll(asked, { timeout: 60_000 }).toContain('tools/list');
  } finally {
    await program.close();
  }
});

test('its window has the icon, and the name by which a desktop finds its entry', async () => {
  test.skip(process.platform !== 'linux', 'Elsewhere the system takes both from the program.');
  test.skip(!(await canRun('xprop', ['-version'])), 'not here: xprop, which reads what a window manager is told');
  const program = await start();
  try {
    await program.windowSaying(firstWords);
    // The page speaks before the window manager knows of its window.
    await expect(async () => {
      const properties = await propertiesOfWindows();
      expect(properties).toContain('WM_CLASS(STRING) = "tallystick",');
      expect(properties).toContain('_NET_WM_ICON(CARDINAL) = 256, 256,');
    }).toPass({ timeout: 60_000 });
  } finally {
    await program.close();
  }
});

async function propertiesOfWindows(): Promise<string> {
  const run = async (args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('xprop', [...args])).stdout;
  const ids = (await run(['-root', '_NET_CLIENT_LIST'])).match(/0x[0-9a-f]+/g) ?? [];
  return (
    await Promise.all(
      ids.map((id) => run(['-id', id, '-len', '100', '-f', '_NET_WM_ICON', '32c', 'WM_CLASS', '_NET_WM_ICON'])),
    )
  ).join('\n');
}
