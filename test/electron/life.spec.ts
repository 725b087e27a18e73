// What survives: a page that dies, a process that is told to end, a draft.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ask, composer } from '../e2e/steps.ts';
import { expect, test, type Desktop, type Page } from './desktop.ts';
import { composerText, runInPage } from './window.ts';

const crashPage = (desktop: Desktop): Promise<void> =>
  desktop.app().evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });

/** What is written is kept a moment later; a page that dies before that loses it. */
const isKept = (page: Page, draft: string): Promise<boolean> =>
  page.evaluate((text) => Object.values(localStorage).includes(text), draft);

// Playwright counts a page that has died as gone for good, so Electron is asked from then on.
test('a page that dies is there again, with what was being written', async ({ desktop }) => {
  const page = await desktop.open();
  await composer(page).fill('A first thought');
  await expect.poll(() => isKept(page, 'A first thought')).toBe(true);
  await crashPage(desktop);
  await expect.poll(() => runInPage(desktop.app(), composerText)).toBe('A first thought');
});

test('a page that dies is there again, with its chat and what was being written in it', async ({ desktop }) => {
  const page = await desktop.open();
  await ask(page, 'Remember this');
  await composer(page).fill('A second thought');
  await expect.poll(() => isKept(page, 'A second thought')).toBe(true);
  await crashPage(desktop);
  await expect.poll(() => runInPage(desktop.app(), composerText)).toBe('A second thought');
  await expect.poll(() => runInPage(desktop.app(), 'document.body.innerText')).toContain('You wrote: “Remember this”');
});

test('told by the system to end, it closes in order', async ({ desktop }) => {
  test.skip(process.platform === 'win32', 'Windows has no such signal.');
  await desktop.open();
  const child = desktop.app().process();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const pid = await desktop.app().evaluate(() => process.pid);
  process.kill(pid, 'SIGTERM');
  expect(await ended).toBe(0);
  expect(await readFile(path.join(desktop.dataDir, 'logs/tallystick.log'), 'utf8')).toContain('"closed"');
});
