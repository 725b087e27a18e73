// What every specification starts from: a fresh folder, a fake Ollama, a real companion server, and the app in the chosen shell.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test as base, type Page, type TestInfo } from '@playwright/test';
import { startApp, type AppStart, type AppUnderTest } from '../support/app/app-under-test.ts';

export { expect, type Page } from '@playwright/test';

type Start = (options?: Omit<AppStart, 'context'>) => Promise<AppUnderTest>;
type Fixtures = { readonly start: Start };

export const isElectron = process.env['TALLYSTICK_E2E'] === 'electron';

/** Real Electron is a browser of its own, so no other is launched there. */
export const test = isElectron
  ? base.extend<Fixtures>({
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern that no browser is wanted
      start: async ({}, use, info) => lend((options) => startApp({ ...options, context: null }), use, info),
    })
  : base.extend<Fixtures>({
      start: async ({ context }, use, info) => lend((options) => startApp({ ...options, context }), use, info),
    });

async function lend(begin: Start, use: (start: Start) => Promise<void>, info: TestInfo): Promise<void> {
  const running: AppUnderTest[] = [];
  const pages: Page[] = [];
  await use(async (options) => {
    const app = await begin(options);
    running.push(app);
    return {
      ...app,
      async openWindow() {
        const page = await app.openWindow();
        pages.push(page);
        return page;
      },
    };
  });
  if (info.status !== info.expectedStatus) await keepEvidence(running, pages, info);
  for (const app of running) await app.close();
}

/** What was on the screen and in the log when a test failed: a failure that comes once in a hundred runs is seen only there. */
async function keepEvidence(apps: readonly AppUnderTest[], pages: readonly Page[], info: TestInfo): Promise<void> {
  for (const page of pages) {
    const text = await page.locator('body').innerText({ timeout: 2_000 }).catch(String);
    await info.attach('words on the screen', { body: text, contentType: 'text/plain' });
    const picture = await page.screenshot({ timeout: 5_000 }).catch(() => null);
    if (picture !== null) await info.attach('screen', { body: picture, contentType: 'image/png' });
  }
  for (const { dataDir } of apps) {
    const logs = path.join(dataDir, 'logs');
    for (const file of await readdir(logs).catch(() => []))
      await info.attach(`log ${file}`, { body: await readFile(path.join(logs, file)), contentType: 'text/plain' });
  }
}
