// The two windows that are kept apart from the app, on the strict double of Electron: one for a card, one for receipts and recovery kits.
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startDesktopApp, type DesktopApp } from '../support/electron-double/desktop-app.ts';
import { Loaded } from '../support/electron-double/session.ts';
import { root } from './desktop-window.ts';

const Windows = z.array(z.object({ id: z.int(), url: z.string(), preferences: z.record(z.string(), z.unknown()) }));
type Window = z.infer<typeof Windows>[number];

let app: DesktopApp;
const ask = (method: string, ...args: readonly unknown[]): Promise<unknown> => app.ask(method, ...args);
const windows = async (): Promise<readonly Window[]> => Windows.parse(await ask('windows'));
const shown = async (id: number): Promise<Loaded> => Loaded.parse(await ask('shown', id));
const text = (loaded: Loaded): string => Buffer.from(loaded?.body ?? []).toString('utf8');

beforeEach(async () => {
  app = startDesktopApp({ env: {}, main: path.join(root, 'test/support/locked-windows/main.ts') });
  await ask('ready');
});
afterEach(() => app.kill());

/** Opens what is wished, and gives the window once it has loaded. */
async function open(wish: object): Promise<Window> {
  const loaded = new Promise<number>((resolve) =>
    app.onTold((told) => told.kind === 'loaded' && resolve(told.windowId)),
  );
  await ask('secondInstance', [JSON.stringify(wish)]);
  const id = await Promise.race([
    loaded,
    new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error(app.errors())), 10_000)),
  ]);
  const found = (await windows()).find((one) => one.id === id);
  if (found === undefined) throw new Error('The window has gone');
  return found;
}

const secret = 'tally_0123456789012345678901234567890123456789012';
const kit = { title: 'Kit', html: `<!doctype html><p>${secret}`, policy: "default-src 'none'; sandbox allow-scripts" };

describe('the window of a document', () => {
  it('shows it from memory under its own policy, in a session that no disk keeps and no other window shares', async () => {
    const window = await open({ document: kit });
    expect(window.preferences).toMatchObject({
      partition: 'document',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      devTools: false,
    });
    expect(window.preferences).not.toHaveProperty('preload');
    const page = await shown(window.id);
    expect(text(page)).toBe(kit.html);
    expect(page?.headers).toMatchObject({
      'content-security-policy': kit.policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('has an address that says nothing, works once and cannot be guessed', async () => {
    const window = await open({ document: kit });
    expect(window.url).toMatch(/^app:\/\/document\/[\w-]{32}$/);
    for (const url of [window.url, 'app://document/', 'app://document/guess']) {
      const again = Loaded.parse(await ask('load', window.id, url, 'GET'));
      expect([url, again?.status, text(again).includes(secret)]).toEqual([url, 410, false]);
    }
  });

  it('reaches nothing: no network, no page of the app, no other window, no device, no port to the core', async () => {
    const window = await open({ document: kit });
    for (const url of [
      'https://evil.example/',
      'http://127.0.0.1:4747/',
      'app://tallystick/',
      'file:///etc/passwd',
      'data:,x',
    ])
      for (const kind of ['mainFrame', 'subFrame', 'image', 'script'])
        expect([url, kind, await ask('request', window.id, url, kind)]).toEqual([url, kind, 'cancelled']);
    for (const kind of ['main', 'frame', 'redirect'])
      for (const url of ['https://evil.example/', 'app://tallystick/', window.url])
        expect([kind, url, await ask('navigate', window.id, url, kind)]).toEqual([kind, url, 'prevented']);
    expect(await ask('openWindow', window.id, 'https://ollama.com/')).toBe('deny');
    expect(app.deeds.map(({ what }) => what)).not.toContain('openExternal');
    for (const permission of ['clipboard-read', 'clipboard-sanitized-write', 'media'])
      expect(await ask('permission', window.id, permission)).toEqual({ request: false, check: false, device: false });
    expect(await ask('download', window.id, 'data:text/plain,abc')).toBe('prevented');
    const dictionaries = app.deeds.filter(({ what }) => what === 'fetchDictionary');
    expect(dictionaries.map(({ detail }) => detail)).not.toContain('document');
    await expect(ask('send', window.id, 'main', 'tallystick:port-wanted', [])).rejects.toThrow('Nobody listens');
  });

  it('gives way to the next document', async () => {
    const first = await open({ document: kit });
    const second = await open({ document: { ...kit, html: '<p>A receipt' } });
    expect((await windows()).map(({ id }) => id)).toEqual([second.id]);
    expect(second.url).not.toBe(first.url);
    expect(text(await shown(second.id))).toBe('<p>A receipt');
  });
});

describe('the window of a checkout', () => {
  const server = 'https://credits.example';
  const page = { url: `${server}/checkout/1`, mayVisit: [server], mayLoad: 'same' };
  const card = { ...page, mayVisit: [server, 'https://*.stripe.com'], mayLoad: 'any_https' };
  const request = (window: Window, kind: string, url: string): Promise<unknown> => ask('request', window.id, url, kind);

  it('of a plain page loads from the server and from nowhere else', async () => {
    const window = await open({ checkout: page });
    expect(await request(window, 'script', `${server}/checkout.js`)).toBe('sent');
    expect(await request(window, 'image', 'data:image/png;base64,AA')).toBe('sent');
    for (const url of [
      'https://js.stripe.com/v3/',
      'https://evil.example/',
      'http://credits.example/',
      'file:///etc/passwd',
    ])
      for (const kind of ['mainFrame', 'subFrame', 'script'])
        expect([url, kind, await request(window, kind, url)]).toEqual([url, kind, 'cancelled']);
  });

  it('of a card lets a bank ask inside a frame, and only the server and Stripe in the window itself', async () => {
    const window = await open({ checkout: card });
    const bank = 'https://acs.bank.example/3ds';
    expect(await request(window, 'script', 'https://js.stripe.com/v3/')).toBe('sent');
    expect(await request(window, 'subFrame', bank)).toBe('sent');
    expect(await ask('navigate', window.id, bank, 'frame')).toBe('allowed');
    expect(await request(window, 'mainFrame', 'https://hooks.stripe.com/redirect/x')).toBe('sent');
    expect(await ask('navigate', window.id, 'https://hooks.stripe.com/redirect/x', 'redirect')).toBe('allowed');
    for (const url of [bank, 'https://stripe.com.evil.example/', 'https://notstripe.com/', 'http://js.stripe.com/']) {
      expect([url, await request(window, 'mainFrame', url)]).toEqual([url, 'cancelled']);
      expect([url, await ask('navigate', window.id, url, 'main')]).toEqual([url, 'prevented']);
    }
    for (const url of [
      'http://acs.bank.example/',
      'file:///etc/passwd',
      'app://tallystick/',
      'ws://127.0.0.1:4747/core',
    ])
      expect([url, await request(window, 'subFrame', url)]).toEqual([url, 'cancelled']);
  });

  it('forgets the wider limits of a card when a plain page follows', async () => {
    await open({ checkout: card });
    const window = await open({ checkout: page });
    expect(await request(window, 'subFrame', 'https://acs.bank.example/3ds')).toBe('cancelled');
  });
});
