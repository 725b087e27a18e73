// Long answers stand folded, so that one finds the way past them; whatever looks for what is in them finds it, and nothing jumps.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { makeChat } from '../../support/core-double/sample-chats.ts';
import { faultsByTheme, misfits } from '../../support/stage/faults.ts';
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

/** `of`: a word that stands in each of its lines alone. */
const long = (of: string): string =>
  Array.from({ length: 120 }, (_, line) => `${of} ${String(line)}.`).join('\n\n') +
  `\n\n[The note](https://a.example/${of})`;

const three = [
  { question: 'First?', answer: long('Alder') },
  { question: 'Second?', answer: 'Short.' },
  { question: 'Third?', answer: long('Birch') },
];

async function open(turns = three): Promise<void> {
  visit = await stage.visit('ready', {
    prepare: (world) => {
      const chat = makeChat(91, 'Long answers', Date.now(), turns);
      world.chats.set(chat.summary.id, chat);
    },
  });
  page = visit.page;
  await page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('button', { name: 'Long answers', exact: true })
    .click();
  await answers().first().waitFor();
}

const log = (): Locator => page.getByRole('log', { name: 'Conversation' });
const answers = (): Locator => page.getByRole('article', { name: /^Answer from/ });
const line = (words: string): Locator => page.getByText(words, { exact: true });
const showAll = (): Locator => page.getByRole('button', { name: 'Show all' });
const heightOf = (of: Locator): Promise<number> => of.evaluate((node) => node.getBoundingClientRect().height);
const topOf = (of: Locator): Promise<number> => of.evaluate((node) => Math.round(node.getBoundingClientRect().top));
const isInSight = (of: Locator): Promise<boolean> =>
  of.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

/** The first answer, from its top. */
async function toStart(): Promise<void> {
  await log().hover();
  for (let turn = 0; turn < 12 && (await showAll().count()) === 0; turn += 1) await page.mouse.wheel(0, -2_000);
  await showAll().waitFor();
  await showAll().scrollIntoViewIfNeeded();
}

test('only an earlier answer folds; the keyboard unfolds it in its place, and folds it again under the hand', async () => {
  await open();
  expect(await line('Birch 119.').isVisible()).toBe(true);
  expect(await showAll().count()).toBe(0);
  await toStart();
  const first = answers().first();
  expect(await heightOf(first)).toBeLessThan(1_100);
  const button = first.getByRole('button', { name: 'Show all' });
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  const before = await topOf(line('Alder 10.'));
  await button.focus();
  const place = await topOf(line('Alder 10.'));
  expect(Math.abs(place - before)).toBeLessThan(900);
  await page.keyboard.press('Enter');
  await expect.poll(() => heightOf(first)).toBeGreaterThan(3_000);
  await expect.poll(() => topOf(line('Alder 10.'))).toBe(place);

  const less = first.getByRole('button', { name: 'Show less' });
  expect(await isFocused(less)).toBe(true);
  await less.scrollIntoViewIfNeeded();
  const hand = await topOf(less);
  await page.keyboard.press('Enter');
  await expect.poll(() => heightOf(first)).toBeLessThan(1_100);
  // By parts of a pixel, which are rounded.
  await expect.poll(async () => Math.abs((await topOf(button)) - hand)).toBeLessThanOrEqual(1);
});

test('it unfolds in its place also for a reader who stands at the end, where new words would carry them along', async () => {
  await open(three.slice(0, 2));
  await answers().last().getByText('Short.').waitFor();
  expect(await isInSight(answers().last())).toBe(true);
  const place = await topOf(line('Alder 10.'));
  await showAll().press('Enter');
  await expect.poll(() => heightOf(answers().first())).toBeGreaterThan(3_000);
  await expect.poll(() => topOf(line('Alder 10.'))).toBe(place);
});

test('an answer that was unfolded stays so while it is scrolled away', async () => {
  await open();
  await toStart();
  await showAll().click();
  await page.getByRole('button', { name: 'Show less' }).waitFor();
  await log().evaluate((node) => node.scrollTo({ top: node.scrollHeight }));
  await expect.poll(() => line('Alder 0.').count()).toBe(0);
  await log().evaluate((node) => node.scrollTo({ top: 0 }));
  await line('Alder 0.').waitFor();
  expect(await showAll().count()).toBe(0);
});

test('the last answer stays whole when another question is asked, and the new one while it is written', async () => {
  await open();
  await page.getByRole('textbox', { name: 'Message' }).fill('And now?');
  await page.keyboard.press('Enter');
  await answers().last().getByText('That is all a ledger is').waitFor();
  await answers().last().getByRole('button', { name: 'Copy answer' }).waitFor();
  await log().hover();
  await page.mouse.wheel(0, -1_500);
  await line('Birch 119.').waitFor();
  expect(await showAll().count()).toBe(0);
});

test('what is gone to in the folded part, as the browser’s own search does, is shown', async () => {
  await open();
  await toStart();
  expect(await isInSight(line('Alder 100.'))).toBe(false);
  await line('Alder 100.').evaluate((node) => node.scrollIntoView({ block: 'center' }));
  await page.getByRole('button', { name: 'Show less' }).waitFor();
  await expect.poll(() => isInSight(line('Alder 100.'))).toBe(true);
});

test('axe finds no fault in a folded answer, by day and by night', async () => {
  await open();
  await toStart();
  expect(await faultsByTheme(page)).toEqual({ light: [], dark: [] });
  expect(await misfits(page)).toEqual([]);
});

test('the keyboard that reaches into the folded part unfolds it', async () => {
  await open();
  await toStart();
  await answers()
    .first()
    .locator('.prose a')
    .evaluate((node) => node instanceof HTMLElement && node.focus());
  await page.getByRole('button', { name: 'Show less' }).waitFor();
  await expect.poll(() => isInSight(answers().first().locator('.prose a'))).toBe(true);
});

test('an answer that a search led to stands there whole', async () => {
  await open();
  await page.getByRole('searchbox', { name: 'Search chats' }).fill('Alder');
  await page.locator('mark').first().click();
  await line('Alder 0.').waitFor();
  await expect.poll(() => heightOf(answers().first())).toBeGreaterThan(3_000);
  expect(await showAll().count()).toBe(0);
});

test('printed, selected or spoken, it is whole', async () => {
  await open();
  await toStart();
  const first = answers().first();
  expect(await first.evaluate((node) => node.textContent)).toContain('Alder 119.');
  await page.emulateMedia({ media: 'print' });
  await expect.poll(() => heightOf(first)).toBeGreaterThan(3_000);
});
