// npm start from the outside: one command brings up server and app, a second one finds them, and Ctrl-C ends it all.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChild, type AppChild } from '../support/app/child.ts';
import { freePort } from '../support/app/free-port.ts';
import { ensureBuilt, root } from './desktop-window.ts';

const linkPattern = /(http:\/\/127\.0\.0\.1:\d+\/open\/\S+)/;
const started: AppChild[] = [];
let dataDir = '';
let env: Record<string, string> = {};

beforeAll(ensureBuilt);
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'tallystick-start-'));
  env = {
    TALLYSTICK_DATA_DIR: dataDir,
    TALLYSTICK_KEYCHAIN: 'off',
    TALLYSTICK_SHELL: 'web',
    TALLYSTICK_PORT: String(await freePort()),
    PORT: String(await freePort()),
    CI: '1',
  };
});
afterEach(async () => {
  for (const child of started.splice(0)) await child.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

function npmStart(more: Readonly<Record<string, string>> = {}): AppChild {
  const child = startChild(['--import', './scripts/node-version.mjs', 'scripts/start.ts'], {
    cwd: root,
    env: { ...env, ...more },
  });
  started.push(child);
  return child;
}

const isListening = (port: string | undefined): Promise<boolean> =>
  fetch(`http://127.0.0.1:${String(port)}/healthz`).then(
    () => true,
    () => false,
  );

describe('npm start', () => {
  it('starts a sandbox server and the app, and prints a link that opens it', async () => {
    const link = await npmStart().says(linkPattern);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    const config: unknown = await (await fetch(`http://127.0.0.1:${String(env['PORT'])}/v1/config`)).json();
    expect(config).toMatchObject({ is_sandbox: true });
  });

  it('a second time gives a link to the app that runs, and ends', async () => {
    await npmStart().says(linkPattern);
    const second = npmStart();
    const link = await second.says(linkPattern);
    expect(await second.ended).toBe(0);
    expect(second.output()).toContain('already runs');
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
  });

  it('ends server and app together when it is told to', async () => {
    const app = npmStart();
    await app.says(linkPattern);
    await app.end('SIGTERM');
    expect([await isListening(env['PORT']), await isListening(env['TALLYSTICK_PORT'])]).toEqual([false, false]);
  });

  it('says in a sentence when a port is taken by another program', async () => {
    const other = http.createServer((_request, response) => response.end('something else'));
    await new Promise<void>((resolve) => other.listen(Number(env['PORT']), '127.0.0.1', resolve));
    const blocked = npmStart();
    expect(await blocked.ended).toBe(1);
    expect(blocked.output()).toContain(`Port ${String(env['PORT'])} is taken by another program.`);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says in a sentence which variable is wrong', async () => {
    const app = npmStart({ TALLYSTICK_PORT: 'many' });
    expect(await app.ended).toBe(1);
    expect(app.output()).toContain('TALLYSTICK_PORT must be a whole number');
  });

  it('says in a sentence that nothing can be written into the data folder', async () => {
    const file = path.join(dataDir, 'a-file');
    await writeFile(file, '');
    const app = npmStart({ TALLYSTICK_DATA_DIR: file, TALLYSTICK_SERVER: 'http://127.0.0.1:9' });
    expect(await app.ended).toBe(1);
    expect(app.output()).toMatch(/can’t write to its data folder .*a-file \((?:ENOTDIR|EEXIST)\)/);
  });

  it('tells of a variable that nobody reads, and of the one that was probably meant', async () => {
    const app = npmStart({ TALLYSTICK_DATA_DIRS: 'x' });
    await app.says(linkPattern);
    expect(app.output()).toContain(
      'No setting of the app is called TALLYSTICK_DATA_DIRS. Did you mean TALLYSTICK_DATA_DIR?',
    );
  });

  it('starts no server where one is named', async () => {
    const app = npmStart({ TALLYSTICK_SERVER: 'http://127.0.0.1:9' });
    await app.says(linkPattern);
    expect(await isListening(env['PORT'])).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('npm start for a window', () => {
  it('opens in the browser where Electron shows no window, and says why', async () => {
    const electron = await standIn(
      'echo "x: error while loading shared libraries: libnss3.so: no such file" >&2; exit 127',
    );
    const app = npmStart({ TALLYSTICK_SHELL: 'electron', TALLYSTICK_ELECTRON: electron });
    const link = await app.says(linkPattern);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    expect(app.output()).toContain(
      'The app runs in your browser, because Electron needs libnss3.so, which is missing on this system.',
    );
    expect(app.output()).not.toContain('has ended by itself');
  });

  it('ends with the app’s own sentence and code where the app refuses to start', async () => {
    const electron = await standIn('echo "refused: The folder cannot be written." >&3; exit 3');
    const app = npmStart({ TALLYSTICK_SHELL: 'electron', TALLYSTICK_ELECTRON: electron });
    expect(await app.ended).toBe(3);
    expect(app.output()).toContain('The folder cannot be written.');
    expect(app.output()).not.toContain('browser');
  });

  it('ends with the window', async () => {
    const electron = await standIn('echo "window shown" >&3; exit 0');
    const app = npmStart({ TALLYSTICK_SHELL: 'electron', TALLYSTICK_ELECTRON: electron });
    expect(await app.ended).toBe(0);
    expect(await isListening(env['PORT'])).toBe(false);
  });

  it('opens no browser when it is told to end while it waits for the window', async () => {
    const electron = await standIn('echo "$1" > "$0.started"; exec sleep 600');
    const app = npmStart({ TALLYSTICK_SHELL: 'electron', TALLYSTICK_ELECTRON: electron });
    await vi.waitUntil(() => existsSync(`${electron}.started`), { timeout: 60_000 });
    await app.end('SIGTERM');
    expect(await app.ended).toBe(0);
    expect(app.output()).not.toContain('browser');
  });

  it('says in a sentence that the Electron it was given is not there', async () => {
    const app = npmStart({ TALLYSTICK_SHELL: 'electron', TALLYSTICK_ELECTRON: path.join(dataDir, 'none') });
    expect(await app.ended).toBe(1);
    expect(app.output()).toContain('there is no such program');
  });
});

/** A program in Electron's place; `script` is for a shell. */
async function standIn(script: string): Promise<string> {
  const program = path.join(dataDir, 'electron-stand-in');
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return program;
}
