// A message that is written while the first one of a new chat is still on its way, in Chromium.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('waits like any other once its chat is there, and leaves the box', async () => {
  const sent = Promise.withResolvers<void>();
  const { page, close } = await stage.visit('streaming', {
    prepare: (world) => {
      world.beforeSend.until = sent.promise;
    },
  });
  const composer = page.getByRole('textbox', { name: 'Message' });
  await composer.fill('First');
  await composer.press('Enter');
  await page.getByRole('article', { name: /^Answer from/ }).waitFor();
  await composer.fill('Second');
  await composer.press('Enter');
  expect(await composer.inputValue()).toBe('Second');
  sent.resolve();
  await page.getByRole('region', { name: 'Waiting messages' }).getByText('Second').waitFor();
  await expect.poll(() => composer.inputValue()).toBe('');
  await close();
});
