// Purchases that cannot be read, in Chromium: what stands in their place.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('the list of purchases says how many cannot be read, and not that there are none', async () => {
  const { page, close } = await stage.visit('ready', {
    prepare({ account }) {
      account.set({ ...account.current(), purchases: [], unlistedPurchases: 2 });
    },
  });
  await page
    .getByRole('button', { name: /credits|free/i })
    .first()
    .click();
  await page.getByRole('button', { name: 'All purchases' }).click();
  const dialog = page.getByRole('dialog', { name: 'Purchases' });
  await dialog.getByRole('note').getByText('The records of 2 purchases can’t be read').waitFor();
  expect(await dialog.getByText('No purchases yet').count()).toBe(0);
  await close();
});
