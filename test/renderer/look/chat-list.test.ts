// The list of chats by keyboard alone, however long it is; and the way back from a deletion.
import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ChatId } from '../../../src/preload/contract/ids.ts';
import type { World } from '../../support/core-double/world.ts';
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

/** Five hundred chats, the newest "Chat 0". */
function fill({ chats }: World): void {
  const [first] = chats.values();
  if (first === undefined) throw new Error('the scenario has no chat to copy');
  chats.clear();
  for (let n = 0; n < 500; n += 1) {
    const id = ChatId.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);
    const updatedAt = Date.now() - n * 3_600_000;
    chats.set(id, { ...first, summary: { ...first.summary, id, title: `Chat ${n}`, updatedAt } });
  }
}

async function openFilled(width = 1280): Promise<void> {
  visit = await stage.visit('ready', { viewport: { width, height: 800 }, prepare: fill });
  page = visit.page;
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
}

const row = (name: string) => page.getByRole('button', { name, exact: true });
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

test('five hundred chats are one stop of the Tab key, and its menu another', async () => {
  await openFilled();
  await page.getByRole('searchbox', { name: 'Search chats' }).focus();
  const stops: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    await page.keyboard.press('Tab');
    stops.push(
      await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      ),
    );
  }
  expect(stops).toEqual(['Chat 0', 'Actions for “Chat 0”', 'Settings']);
});

test('arrows, Home, End and letters move through all of them, and Tab comes back to where one was', async () => {
  await openFilled();
  await row('Chat 0').focus();
  const seen: string[] = [];
  for (const key of ['ArrowDown', 'End', 'ArrowUp', 'Home', 'PageDown', 'c']) {
    await page.keyboard.press(key);
    seen.push(await focused());
  }
  expect(seen).toEqual(['Chat 1', 'Chat 499', 'Chat 498', 'Chat 0', 'Chat 10', 'Chat 11']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  expect(await focused()).toBe('Chat 11');
});

test('what a search found is one stop too', async () => {
  await openFilled();
  const search = page.getByRole('searchbox', { name: 'Search chats' });
  await search.fill('year');
  await page.locator('mark').first().waitFor();
  expect(await page.locator('[data-row]').count()).toBeGreaterThan(20);
  expect(await page.locator('[data-row]:not([tabindex="-1"])').count()).toBe(1);
  await search.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('tabindex'))).toBe('0');
});

test('the first stop of the page leads past the chats to the message', async () => {
  await openFilled();
  await page.getByRole('button', { name: 'Hide chats' }).focus();
  await page.keyboard.press('Shift+Tab');
  expect(await focused()).toBe('Skip to message');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Message');
});

test('Ctrl+Z brings back what was deleted, the newest first, and the focus with it', async () => {
  await openFilled();
  await row('Chat 3').focus();
  await page.keyboard.press('Delete');
  await row('Chat 3').waitFor({ state: 'detached' });
  expect(await focused()).toBe('Chat 4');
  await page.keyboard.press('Delete');
  await row('Chat 4').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await row('Chat 4').waitFor();
  await expect.poll(focused).toBe('Chat 4');
  await page.keyboard.press('Control+z');
  await row('Chat 3').waitFor();
  await expect.poll(focused).toBe('Chat 3');
  expect(await page.getByText(/^Deleted/).count()).toBe(0);
});

test('Ctrl+Z in a text field is the text’s own', async () => {
  await openFilled();
  await row('Chat 0').focus();
  await page.keyboard.press('Delete');
  await page.getByText('Deleted “Chat 0”').first().waitFor();
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: /^Undo/ }).waitFor();
  expect(await row('Chat 0').count()).toBe(0);
});

test('a key leads to Undo, and its time stands still while one is there', async () => {
  await openFilled();
  await row('Chat 0').focus();
  await page.keyboard.press('Delete');
  const undo = page.getByRole('button', { name: /^Undo/ });
  await undo.waitFor();
  await page.keyboard.press('F8');
  for (let n = 0; n < 3 && !(await isFocused(undo)); n += 1) await page.keyboard.press('Tab');
  expect(await focused()).toMatch(/^Undo/);
  await page.keyboard.press('Enter');
  await row('Chat 0').waitFor();
  await expect.poll(focused).toBe('Chat 0');
});

test('in a narrow window the word about a deletion hides neither New chat nor the search', async () => {
  await openFilled(360);
  await page.getByRole('button', { name: 'Show chats' }).click();
  await row('Chat 0').focus();
  await page.keyboard.press('Delete');
  const toast = page.getByText('Deleted “Chat 0”').first();
  await toast.waitFor();
  for (const control of [
    page.getByRole('dialog').getByRole('button', { name: 'New chat' }),
    page.getByRole('searchbox', { name: 'Search chats' }),
  ])
    expect(
      await control.evaluate((node) => {
        const { left, top, width, height } = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      }),
    ).toBe(true);
});
