// The ways to the notes of an answer and back, by keyboard and in a real browser.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeChat } from '../../support/core-double/sample-chats.ts';
import { isFocused } from '../../support/stage/focused.ts';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('a note is reached and left by keyboard, and the address of the page stays as it is', async () => {
  const words = Array.from({ length: 80 }, (_, one) => `Line ${one}.`).join('\n\n');
  const { page, close } = await stage.visit('writing', {
    prepare: (world) => {
      const chat = makeChat(90, 'Noted', Date.now(), [
        { question: 'Why?', answer: `Said[^1].\n\n${words}\n\n[^1]: The note.` },
      ]);
      world.chats.set(chat.summary.id, chat);
    },
  });
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: 'Noted', exact: true }).click();
  const mark = page.getByRole('article').last().getByRole('link', { name: '1', exact: true });
  const note = page.getByRole('region', { name: 'Footnotes' }).getByRole('listitem');
  await mark.waitFor();
  const address = page.url();
  await mark.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => isFocused(note)).toBe(true);
  const isInSight = (): Promise<boolean> =>
    note.evaluate((node) => node.getBoundingClientRect().bottom > 0 && node.getBoundingClientRect().top < innerHeight);
  await expect.poll(isInSight).toBe(true);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => isFocused(mark)).toBe(true);
  await expect.poll(isInSight).toBe(false);
  expect(page.url()).toBe(address);
  await close();
});
