// Keys that an input method has for itself while it composes a word, and shortcuts on keyboards that write other letters.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
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
beforeEach(async () => {
  visit = await stage.visit('ready');
  page = visit.page;
  await inList(chat).click();
  await page.getByRole('article').first().waitFor();
});
afterEach(() => visit.close());

const chat = 'Names for a small grey cat';
const inList = (name: string): Locator =>
  page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name, exact: true });
const field = (name: string): Locator => page.getByRole('textbox', { name, exact: true });

/** As an input method shows a word that is not chosen yet. */
async function compose(text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await session.detach();
}

/** By then a key has done what it does. */
async function afterTwoFrames(): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What stands in the field after the key was pressed while the word 猫 was composed in it. */
async function pressWhileComposing(at: Locator, key: string): Promise<string> {
  await at.focus();
  await compose('猫');
  await expect.poll(() => at.inputValue()).toContain('猫');
  await page.keyboard.press(key);
  await afterTwoFrames();
  const left = await at.inputValue({ timeout: 5_000 });
  // The word is chosen, and the keys are the page's again.
  await page.keyboard.insertText('猫');
  return left;
}

test('the Enter that ends a composed word opens nothing that the search found', async () => {
  const before = page.url();
  const search = page.getByRole('searchbox');
  await search.focus();
  await compose('Trieste');
  // What it found has come.
  await inList(chat).waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await afterTwoFrames();
  expect(page.url()).toBe(before);
});

test('the Enter that ends a composed word sends nothing', async () => {
  expect(await pressWhileComposing(field('Message'), 'Enter')).toContain('猫');
});

test('the Escape that gives up a composed word leaves the field and what was written in it', async () => {
  await page.getByRole('button', { name: 'Edit question' }).first().click();
  expect(await pressWhileComposing(field('Edit question').first(), 'Escape')).toContain('猫');
  await page.getByRole('button', { name: `${chat}: rename this chat` }).click();
  expect(await pressWhileComposing(field('Name of this chat'), 'Escape')).toContain('猫');
  await page.keyboard.press('Enter');
  await inList(chat).press('F2');
  expect(await pressWhileComposing(field('Chat title'), 'Escape')).toContain('猫');
});

test('nor does it close the dialog or the list in which one writes', async () => {
  await page.getByRole('combobox', { name: 'Model' }).click();
  expect(await pressWhileComposing(page.getByPlaceholder('Search models'), 'Escape')).toContain('猫');
  await page.keyboard.press('Escape');
  await page.getByPlaceholder('Search models').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Models' }).click();
  expect(await pressWhileComposing(field('System prompt'), 'Escape')).toContain('猫');
});

test('shortcuts go by the place of the key where the keyboard writes no Latin letters', async () => {
  const press = (key: string, code: string): Promise<void> =>
    page.evaluate(
      ([pressed, place]) =>
        void document.body.dispatchEvent(
          new KeyboardEvent('keydown', { key: pressed, code: place, ctrlKey: true, bubbles: true, cancelable: true }),
        ),
      [key, code] as const,
    );
  // Russian keyboards have these where Latin ones have K, N and the comma.
  await press('л', 'KeyK');
  await expect.poll(() => page.getByRole('searchbox').evaluate((node) => node === document.activeElement)).toBe(true);
  await press('т', 'KeyN');
  await expect.poll(() => page.url()).not.toContain('#/chat/');
  await inList(chat).focus();
  await page.keyboard.press('Delete');
  await inList(chat).waitFor({ state: 'detached' });
  await press('я', 'KeyZ');
  await inList(chat).waitFor();
  await press('б', 'Comma');
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
});
