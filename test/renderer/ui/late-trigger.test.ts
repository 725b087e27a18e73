// Tooltips, menus and panels whose machinery is mounted at the first event: the first one already does what every later one does.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
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
beforeEach(async () => {
  visit = await stage.visit('ready');
  page = visit.page;
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: chat, exact: true }).click();
  await page.getByRole('article').first().waitFor();
});
afterEach(() => visit.close());

const chat = 'Names for a small grey cat';
const button = (name: string): Locator => page.getByRole('button', { name, exact: true }).last();
const tooltip = (): Locator => page.getByRole('tooltip');

/** Whether the focus is on it, and it is still the element that it was. */

test('one move of the pointer onto a button is enough for its name, which the button then names as its description', async () => {
  const again = button('Regenerate');
  const before = await again.elementHandle();
  await again.hover();
  await tooltip().waitFor();
  expect(await tooltip().textContent()).toBe('Regenerate');
  expect(await again.getAttribute('aria-describedby')).toBe(await tooltip().getAttribute('id'));
  expect(await again.evaluate((node, old) => node === old, before)).toBe(true);
  await page.keyboard.press('Escape');
  await tooltip().waitFor({ state: 'detached' });
  expect(await again.getAttribute('aria-describedby')).toBeNull();
});

test('a pointer that only passes leaves no name behind, and the next button has its own', async () => {
  await button('Regenerate').hover();
  await button('Figures of this answer').hover();
  await tooltip().waitFor();
  expect(await tooltip().allTextContents()).toEqual(['Figures of this answer']);
});

test('the Tab key shows the name at once, a click does not', async () => {
  await button('Regenerate').focus();
  expect(await tooltip().count()).toBe(0);
  await page.keyboard.press('Tab');
  await tooltip().waitFor();
  await page.keyboard.press('Tab');
  await expect.poll(() => tooltip().count()).toBeLessThanOrEqual(1);
});

test('a menu opens at the first press and at the first key, and gives the focus back', async () => {
  const menu = button(`Actions for “${chat}”`);
  expect(await menu.getAttribute('aria-haspopup')).toBe('menu');
  expect(await menu.getAttribute('aria-expanded')).toBe('false');
  await menu.click({ force: true });
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
  expect(await menu.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Escape');
  await expect.poll(() => isFocused(menu)).toBe(true);
  expect(await menu.getAttribute('aria-expanded')).toBe('false');
});

test.each(['Enter', ' ', 'ArrowDown'])('a menu opens at the first “%s”', async (key) => {
  const menu = button('Use another model');
  await menu.focus();
  await page.keyboard.press(key);
  await page.getByRole('menu').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('menuitem');
  await page.keyboard.press('Escape');
  await expect.poll(() => isFocused(menu)).toBe(true);
});

test('a panel opens at the first click, closes at the second, and gives the focus back', async () => {
  const figures = button('Figures of this answer');
  expect(await figures.getAttribute('aria-haspopup')).toBe('dialog');
  for (const round of ['first', 'again']) {
    await figures.click();
    await page.getByRole('dialog', { name: 'Figures of this answer' }).waitFor();
    expect(await figures.getAttribute('aria-expanded'), round).toBe('true');
    await figures.click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await figures.getAttribute('aria-expanded'), round).toBe('false');
  }
  await figures.press('Enter');
  await page.getByRole('dialog', { name: 'Figures of this answer' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => isFocused(figures)).toBe(true);
});
