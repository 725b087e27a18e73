// Words that run from the right do so wherever they stand, in a real browser.
import type { Locator } from '@playwright/test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const directionOf = (one: Locator): Promise<string> => one.evaluate((node) => getComputedStyle(node).direction);

test('a Hebrew chat runs from the right: its row, its title, its question and its thoughts', async () => {
  const { page, close } = await stage.visit('writing');
  const row = page.locator('[data-row]').filter({ hasText: 'רשימה' });
  await row.click();
  const thoughts = page.getByRole('button', { name: 'Thoughts' });
  await thoughts.click();
  const unfolded = page.locator(`[id="${(await thoughts.getAttribute('aria-controls')) ?? ''}"]`);
  // Read as Markdown, they are a paragraph and a list.
  expect(await unfolded.getByRole('listitem').allTextContents()).toEqual(['ראשון', 'שני']);
  const shown = {
    row: row.locator('span').first(),
    title: page.locator('button:not([data-row])').filter({ hasText: 'רשימה' }).first(),
    question: page.getByRole('article').first().getByText('תן לי רשימה'),
    thought: unfolded.getByRole('listitem').first(),
  };
  for (const [name, one] of Object.entries(shown)) expect([name, await directionOf(one)]).toEqual([name, 'rtl']);
  const english = page.locator('[data-row]').filter({ hasNotText: /[א-ת]/ }).first();
  expect(await directionOf(english.locator('span').first())).toBe('ltr');
  await close();
});
