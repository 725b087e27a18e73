// What the page draws from the time changes by itself, at the moment when it stops being true.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('an invoice counts down by the second, and says when its time is over', async () => {
  const visit = await stage.visit('invoice', { hasClock: true });
  const { page } = visit;
  await page.getByRole('status', { name: 'Credits' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Continue' }).first().click();
  const timer = page.getByRole('timer');
  await expect.poll(() => timer.textContent()).toMatch(/^14:\d\d left/);
  await page.clock.fastForward(10 * 60_000);
  await expect.poll(() => timer.textContent()).toMatch(/^4:\d\d left/);
  expect(await page.getByText('Payment time expired').count()).toBe(0);
  await page.clock.fastForward(5 * 60_000);
  await page.getByText('Payment time expired').first().waitFor();
  expect(await timer.count()).toBe(0);
  await visit.close();
});
