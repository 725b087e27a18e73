// What every specification starts from: a fresh folder, a fake Ollama, a real companion server, and the app in the chosen shell.
import { test as base } from '@playwright/test';
import { startApp, type AppStart, type AppUnderTest } from '../support/app/app-under-test.ts';

export { expect, type Page } from '@playwright/test';

type Start = (options?: Omit<AppStart, 'context'>) => Promise<AppUnderTest>;
type Fixtures = { readonly start: Start };

export const isElectron = process.env['TALLYSTICK_E2E'] === 'electron';

/** Real Electron is a browser of its own, so no other is launched there. */
export const test = isElectron
  ? base.extend<Fixtures>({
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern that no browser is wanted
      start: async ({}, use) => lend((options) => startApp({ ...options, context: null }), use),
    })
  : base.extend<Fixtures>({
      start: async ({ context }, use) => lend((options) => startApp({ ...options, context }), use),
    });

async function lend(begin: Start, use: (start: Start) => Promise<void>): Promise<void> {
  const running: AppUnderTest[] = [];
  await use(async (options) => {
    const app = await begin(options);
    running.push(app);
    return app;
  });
  for (const app of running) await app.close();
}
