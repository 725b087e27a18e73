// The usage page in a browser that names its language as no standard does, in Chromium.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('the plots are drawn where the language is named after a system without one', async () => {
  const { page, close } = await stage.visit('used', {
    beforeOpening: async (opened) => {
      await opened.addInitScript(() =>
        Object.defineProperty(Navigator.prototype, 'language', { configurable: true, get: () => 'en-US@posix' }),
      );
    },
  });
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await dialog.getByRole('tab', { name: 'Usage' }).click();
  await dialog.getByRole('img', { name: /^Messages by day/ }).waitFor({ timeout: 15_000 });
  expect(await page.evaluate(() => navigator.language)).toBe('en');
  await close();
});
