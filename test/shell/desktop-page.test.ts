// The whole desktop app at work: built main and preload on the double of Electron, the real page in a real Chromium, and a message port between them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, expect as see, expectCreditsAdded, lastAnswer, startPurchase } from '../e2e/steps.ts';
import type { WindowPage } from '../support/electron-double/window-page.ts';
import { ensureBuilt, startDesktop, type Desktop } from './desktop-window.ts';

let desktop: Desktop;
let window: WindowPage;

beforeAll(async () => {
  await ensureBuilt();
  desktop = await startDesktop({ hasServer: true, args: ['tallystick://settings'] });
  window = await desktop.show();
}, 90_000);
afterAll(() => desktop.close());

describe('the desktop app', () => {
  it('hears the link it was started with once its page is there', async () => {
    await see(window.page.getByRole('dialog', { name: 'Settings' })).toBeVisible({ timeout: 60_000 });
    await window.page.keyboard.press('Escape');
    expect(window.refusals).toEqual([]);
  });

  it('answers a message over the port', async () => {
    await ask(window.page, 'Over the port, please');
    await see(lastAnswer(window.page)).toContainText('You wrote: “Over the port, please”');
    await see(lastAnswer(window.page)).toContainText('free message');
    expect(desktop.ollama.requests.map(({ path }) => path)).toContain('/api/chat');
  });

  it('gives the page a port and nothing else', async () => {
    const found = await window.page.evaluate(() =>
      ['require', 'process', 'module', 'electron', 'ipcRenderer', 'Buffer', 'global'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(found).toEqual([]);
    expect(window.refusals).toEqual([]);
  });

  it('shows the same chat again after the page is reloaded', async () => {
    await window.page.reload();
    await window.page
      .getByRole('navigation', { name: 'Chat list' })
      .getByRole('button', { name: 'Over the port, please', exact: true })
      .click();
    await see(lastAnswer(window.page)).toContainText('You wrote: “Over the port, please”');
    expect(window.refusals).toEqual([]);
  });

  it('does on the page what its menu says', async () => {
    expect(await desktop.app.ask('clickMenu', 'New Chat')).toBe(true);
    await see(window.page.getByRole('heading', { name: 'What is on your mind?' })).toBeVisible();
    expect(await desktop.app.ask('clickMenu', 'Settings…')).toBe(true);
    await see(window.page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await window.page.keyboard.press('Escape');
  });

  it('takes a purchase to a locked window of its own, and closes it when the money is there', async () => {
    await startPurchase(window.page);
    const opened = await checkoutWindow();
    expect(opened.preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      partition: 'checkout',
      devTools: false,
    });
    expect(opened.preferences).not.toHaveProperty('preload');
    const serverOrigin = desktop.server?.origin ?? '';
    expect(await desktop.app.ask('navigate', opened.id, 'https://evil.example/', 'main')).toBe('prevented');
    expect(await desktop.app.ask('navigate', opened.id, 'app://tallystick/', 'main')).toBe('prevented');
    expect(await desktop.app.ask('navigate', opened.id, `${serverOrigin}/checkout/x`, 'main')).toBe('allowed');
    expect(await desktop.app.ask('openWindow', opened.id, 'https://ollama.com/')).toBe('deny');
    expect(await desktop.app.ask('permission', opened.id, 'media')).toEqual({
      request: false,
      check: false,
      device: false,
    });
    await expect(desktop.app.ask('send', opened.id, 'main', 'tallystick:port-wanted', [])).resolves.not.toThrow();

    const paid = await fetch(`${opened.url}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: serverOrigin },
      redirect: 'manual',
    });
    expect(paid.status).toBe(303);
    await expectCreditsAdded(window.page);
    await expect.poll(async () => (await windows()).length).toBe(1);
  });
}, 90_000);

const OpenWindow = z.object({ id: z.int(), url: z.string(), preferences: z.record(z.string(), z.unknown()) });
const OpenWindows = z.array(OpenWindow);
type OpenWindow = z.infer<typeof OpenWindow>;
const windows = async (): Promise<readonly OpenWindow[]> => OpenWindows.parse(await desktop.app.ask('windows'));

async function checkoutWindow(): Promise<OpenWindow> {
  await expect.poll(async () => (await windows()).length, { timeout: 60_000 }).toBe(2);
  const opened = (await windows()).find(({ id }) => id !== desktop.windowId);
  if (opened === undefined) throw new Error('There is no checkout window');
  return opened;
}
