// The built desktop app against the strict double of Electron: what it sets up, and every door that must stay shut.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Loaded } from '../support/electron-double/session.ts';
import { ensureBuilt, root, startDesktop, type Desktop } from './desktop-window.ts';

let desktop: Desktop;
const ask = (method: string, ...args: readonly unknown[]): Promise<unknown> => desktop.app.ask(method, ...args);
const load = async (url: string, method = 'GET'): Promise<Loaded> =>
  Loaded.parse(await ask('load', desktop.windowId, url, method));
const text = (loaded: Loaded): string => Buffer.from(loaded?.body ?? []).toString('utf8');

beforeAll(async () => {
  await ensureBuilt();
  desktop = await startDesktop();
});
afterAll(() => desktop.close());

describe('the window', () => {
  it('is sandboxed, isolated and without Node, with one preload', async () => {
    const window = desktop.app.deeds.find(({ what }) => what === 'window')?.detail;
    expect(window).toMatchObject({
      preferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        preload: path.join(root, 'out/preload/index.cjs'),
      },
    });
  });

  it('shows our page at app://tallystick, a secure scheme of its own', async () => {
    expect(await ask('windows')).toMatchObject([{ url: 'app://tallystick/', isVisible: true }]);
    expect(await ask('schemes')).toEqual({
      app: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    });
  });

  it('has a preload of one file that requires nothing but electron', async () => {
    const preload = await readFile(path.join(root, 'out/preload/index.cjs'), 'utf8');
    expect([...preload.matchAll(/require\(["'`]([^"'`]+)/g)].map(([, name]) => name)).toEqual(['electron']);
    expect(preload).not.toMatch(/contextBridge|exposeInMainWorld|process\.|import\(/);
    expect(preload.split('\n').length).toBeLessThan(25);
  });
});

describe('app://', () => {
  it('gives the page under a policy that lets nothing foreign in', async () => {
    const page = await load('app://tallystick/');
    expect(page?.status).toBe(200);
    expect(text(page)).toContain('<meta name="tallystick-carrier" content="port" />');
    const policy = page?.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'self'");
    // One document, of our own: it draws diagrams, and has no origin.
    expect(policy).toContain('frame-src app://diagram/diagram.html;');
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toMatch(/https?:|ws:|script-src[^;]*'(wasm-)?unsafe-(inline|eval)'/);
    expect(page?.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it('gives the page that draws diagrams to the page alone, and nothing to it', async () => {
    const page = await load('app://diagram/diagram.html');
    expect(page?.status).toBe(200);
    expect(text(page)).toContain("script-src 'sha256-");
    expect(page?.headers['content-security-policy']).toMatch(
      /^sandbox allow-scripts; default-src 'none';.*frame-ancestors app:\/\/tallystick$/,
    );
    // Stopped before they are asked for.
    for (const path of ['', 'index.html']) expect((await load(`app://diagram/${path}`))?.status).toBeUndefined();
  });

  it('gives every file that the page names', async () => {
    const files = [...text(await load('app://tallystick/')).matchAll(/(?:src|href)="\.?(\/[^"]+)"/g)].map(
      ([, file]) => file ?? '',
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect([file, (await load(`app://tallystick${file}`))?.status]).toEqual([file, 200]);
  });

  it.each([
    '/../main/index.js',
    '/..%2fmain/index.js',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%5c..%5cmain/index.js',
    '/%00',
    '/%',
    '/assets',
    '/nothing.js',
    '/C:/Windows/win.ini',
  ])('gives nothing outside the page’s folder: %s', async (target) => {
    expect((await load(`app://tallystick${target}`))?.status).toBe(404);
  });

  it('answers no other host and no other method', async () => {
    expect(await load('app://other/index.html')).toBeNull();
    expect((await load('app://tallystick/', 'POST'))?.status).toBe(405);
  });
});

describe('the page cannot', () => {
  it.each([
    'https://evil.example/',
    'http://127.0.0.1:4747/',
    'file:///etc/passwd',
    'app://other/',
    'app://tallystick.evil.example/',
    'app://tallystick/nothing',
    'app://tallystick/icon.svg',
    'blob:app://tallystick/9120ce9d-6700-48f8-a0d6-38e7eb29b75f',
    'javascript:alert(1)',
    'data:text/html,x',
  ])('be led away to %s', async (url) => {
    expect(await ask('navigate', desktop.windowId, url, 'main')).toBe('prevented');
    expect(await ask('navigate', desktop.windowId, url, 'redirect')).toBe('prevented');
    expect(await ask('navigate', desktop.windowId, url, 'frame')).toBe('prevented');
  });

  it('open a window; a link to the web goes to the system’s browser, and only https, lightning and bitcoin do', async () => {
    const links = [
      'https://ollama.com/',
      'lightning:lnbc1',
      'bitcoin:bc1q',
      'http://plain.example/',
      'file:///bin/sh',
      'tallystick://buy',
      'ms-msdt:/id',
      'javascript:alert(1)',
      'not a link',
    ];
    for (const link of links) expect([link, await ask('openWindow', desktop.windowId, link)]).toEqual([link, 'deny']);
    const opened = desktop.app.deeds
      .filter(({ what, detail }) => what === 'openExternal' && detail !== 'https://evil.example/')
      .map(({ detail }) => detail);
    expect(opened).toEqual(['https://ollama.com/', 'lightning:lnbc1', 'bitcoin:bc1q']);
  });

  it('embed a webview', async () => {
    expect(await ask('attachWebview', desktop.windowId)).toBe('prevented');
  });

  it.each([
    'automatic-fullscreen',
    'clipboard-read',
    'deprecated-sync-clipboard-read',
    'display-capture',
    'fileSystem',
    'fullscreen',
    'geolocation',
    'hid',
    'idle-detection',
    'keyboardLock',
    'local-fonts',
    'media',
    'midi',
    'midiSysex',
    'notifications',
    'openExternal',
    'persistent-storage',
    'pointerLock',
    'screen-wake-lock',
    'sensors',
    'serial',
    'storage-access',
    'usb',
    'window-management',
  ])('be given %s', async (permission) => {
    expect(await ask('permission', desktop.windowId, permission)).toEqual({
      request: false,
      check: false,
      device: false,
    });
  });

  it('save a file, not even one of its own', async () => {
    for (const url of ['data:text/plain,abc', 'blob:app://tallystick/1', 'app://tallystick/icon.svg'])
      expect([url, await ask('download', desktop.windowId, url)]).toEqual([url, 'prevented']);
  });

  it('make connections beside the request filter', async () => {
    expect(await ask('windows')).toMatchObject([{ webRtcPolicy: 'disable_non_proxied_udp' }]);
  });

  it('load anything from the network', async () => {
    for (const url of [
      'https://evil.example/x.js',
      'http://127.0.0.1:11434/api/tags',
      'ws://127.0.0.1:4747/core',
      'file:///etc/passwd',
    ])
      expect([url, await load(url)]).toEqual([url, null]);
  });
});

describe('the page can', () => {
  it('put text on the clipboard, and no frame within it can', async () => {
    const copying = 'clipboard-sanitized-write';
    expect(await ask('permission', desktop.windowId, copying)).toEqual({ request: true, check: true, device: false });
    expect(await ask('permission', desktop.windowId, copying, 'sub')).toEqual({
      request: false,
      check: false,
      device: false,
    });
  });
});

it('no dictionary is fetched', () => {
  expect(desktop.app.deeds.filter(({ what }) => what === 'fetchDictionary')).toEqual([]);
});

describe('a port to the core', () => {
  it('is given to the main frame of our window only', async () => {
    const handed: string[] = [];
    desktop.app.onTold((told) => {
      if (told.kind === 'to_frame') handed.push(told.channel);
    });
    await ask('send', desktop.windowId, 'sub', 'tallystick:port-wanted', []);
    await ask('send', desktop.windowId, 'gone', 'tallystick:port-wanted', []);
    expect(handed).toEqual([]);
    await ask('send', desktop.windowId, 'main', 'tallystick:port-wanted', []);
    await expect.poll(() => handed).toEqual(['tallystick:port']);
  });

  it('is the only thing the main process listens for', async () => {
    await expect(ask('send', desktop.windowId, 'main', 'anything-else', [])).rejects.toThrow('Nobody listens');
  });
});
