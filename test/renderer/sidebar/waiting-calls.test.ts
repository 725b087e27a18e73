// Chats in which a call of a tool waits, in Chromium: how one hears of them in another chat, and how one comes to the call.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { isFocused } from '../../support/stage/focused.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const message = (): Locator => page.getByRole('textbox', { name: 'Message' });
const cards = (): Locator => page.getByRole('group', { name: 'Tool read_text_file of Files' });
const header = (card: Locator): Locator => card.getByRole('button').first();

async function open(scenario: ScenarioName, size?: { readonly width: number; readonly height: number }): Promise<void> {
  visit = await stage.visit(scenario);
  page = visit.page;
  if (size !== undefined) await page.setViewportSize(size);
  await message().waitFor();
}

test('another chat that waits is said once aloud, in the list, above it and in the title', async () => {
  await open('tool-asked');
  const row = page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('button', { name: /^The rent/ })
    .first();
  await expect.poll(() => row.textContent()).toContain('Waiting for your approval');
  expect(await page.getByText('The chat “The rent” is waiting for your approval.').count()).toBe(1);
  expect(await page.title()).toBe('1 waiting for you · Tallystick');
  expect(await isFocused(message())).toBe(true);
  await button('1 chat is waiting for your approval').press('Enter');
  await expect.poll(() => isFocused(header(cards()))).toBe(true);
  expect(await button('1 chat is waiting for your approval').count()).toBe(0);
  await page.getByRole('button', { name: 'Allow once' }).press('Enter');
  await expect.poll(() => row.textContent()).not.toContain('Waiting for your approval');
  expect(await page.title()).toBe('The rent · Tallystick');
});

test('of several calls that wait the row of the chat leads to the first, also where it is out of view', async () => {
  await open('tool-asked-often');
  const row = page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('button', { name: /^The rent/ })
    .first();
  await expect.poll(() => row.textContent()).toContain('Waiting for your approval');
  await row.click();
  const first = cards().first();
  await expect.poll(() => isFocused(header(first))).toBe(true);
  const isInView = async (): Promise<boolean> => {
    const [card, log] = [await first.boundingBox(), await page.getByRole('log').boundingBox()];
    return card !== null && log !== null && card.y >= log.y && card.y + card.height <= log.y + log.height;
  };
  await expect.poll(isInView).toBe(true);
  await page.getByRole('log').evaluate((log) => log.scrollTo({ top: log.scrollHeight }));
  await message().focus();
  await row.click();
  await expect.poll(() => isFocused(header(first))).toBe(true);
  await expect.poll(isInView).toBe(true);
});

test('where the list is folded away its button says that a chat waits', async () => {
  await open('tool-asked', { width: 390, height: 780 });
  await button('Show chats (1 is waiting for your approval)').click();
  await button('1 chat is waiting for your approval').click();
  await expect.poll(() => isFocused(header(cards()))).toBe(true);
});
