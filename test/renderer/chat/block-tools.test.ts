// What one can do with the code and the tables of an answer, in a real browser.
import { readFile } from 'node:fs/promises';
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
  visit = await stage.visit('writing', { permissions: ['clipboard-read', 'clipboard-write'] });
  page = visit.page;
  await openLedger();
});
afterEach(() => visit.close());

async function openLedger(): Promise<void> {
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByRole('button', { name: 'A ledger of tallies', exact: true }).click();
  await code().waitFor();
}

const code = (): Locator => page.getByRole('group', { name: 'Code in python' });
const table = (): Locator => page.getByRole('group', { name: 'Table' });
const bar = (of: Locator): Locator => of.locator('xpath=..').locator('figcaption');
const tool = (of: Locator, name: string): Locator => bar(of).getByRole('button', { name });
const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

async function saved(press: Locator): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press.click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

test('long lines of code are wrapped on a wish that is remembered', async () => {
  const overflow = (): Promise<boolean> => code().evaluate((node) => node.scrollWidth > node.clientWidth);
  expect(await overflow()).toBe(true);
  await tool(code(), 'Wrap long lines').press('Enter');
  await expect.poll(overflow).toBe(false);
  expect(await tool(code(), 'Wrap long lines').getAttribute('aria-pressed')).toBe('true');
  await page.reload();
  await openLedger();
  await expect.poll(overflow).toBe(false);
});

test('line numbers are shown on a wish, and are neither selected nor copied', async () => {
  await tool(code(), 'Line numbers').click();
  const line = code().locator('.code-line').nth(8);
  await expect.poll(() => line.evaluate((node) => getComputedStyle(node, '::before').content)).toContain('counter');
  expect(await line.evaluate((node) => getComputedStyle(node, '::before').userSelect)).toBe('none');
  const selected = await code().evaluate((node) => {
    getSelection()?.selectAllChildren(node);
    return getSelection()?.toString() ?? '';
  });
  expect(selected.split('\n').slice(0, 2)).toEqual(['# ledger.py', 'from dataclasses import dataclass']);
  await tool(code(), 'Copy code').click();
  await expect.poll(clipboard).toMatch(/^# ledger\.py\nfrom/);
});

test('code is saved as a file with the name that its first line gives', async () => {
  const file = await saved(tool(code(), 'Save code as a file'));
  expect(file.name).toBe('ledger.py');
  expect(file.text).toMatch(/^# ledger\.py\n[^]*TALLY_40 = .*\n$/);
});

test('the bar of a long program stays in sight while one reads it', async () => {
  const log = page.getByRole('log');
  await code().locator('.code-line').nth(40).scrollIntoViewIfNeeded();
  const places = await Promise.all([log, bar(code()), code()].map((one) => one.boundingBox()));
  const [around, head, lines] = places.map((box) => box?.y ?? Number.NaN);
  expect(lines).toBeLessThan((around ?? 0) - 100);
  expect(head).toBeCloseTo(around ?? 0, 0);
});

test('a table scrolls within the column, with its head in sight', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const shape = await table().evaluate((node) => {
    node.scrollTop = 400;
    node.scrollLeft = 40;
    const head = node.querySelector('th')?.getBoundingClientRect().top ?? 0;
    return {
      isWider: node.scrollWidth > node.clientWidth,
      isLonger: node.scrollHeight > node.clientHeight,
      headFromTop: Math.round(head - node.getBoundingClientRect().top),
      pageScrolls: document.documentElement.scrollWidth > innerWidth,
    };
  });
  expect(shape).toEqual({ isWider: true, isLonger: true, headFromTop: 0, pageScrolls: false });
  await table().focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => table().evaluate((node) => node.scrollLeft)).toBeLessThan(40);
});

test('a table is copied and saved as CSV, and copied as Markdown', async () => {
  const file = await saved(tool(table(), 'Save as CSV'));
  expect(file.name).toBe('table.csv');
  expect(file.text.split('\r\n')[0]).toBe('stick,debtor,creditor,notches,what it was for,agreed on,paid back');
  expect(file.text).toContain(`1,"Ada, of Ashby",Ben,-3,"'=SUM(A1), ""seed corn""\nand rope",2026-03-01,yes\r\n`);
  await tool(table(), 'Copy as CSV').click();
  await expect.poll(clipboard).toBe(file.text);
  await tool(table(), 'Copy as Markdown').click();
  await expect.poll(clipboard).toMatch(/^\| stick \| debtor [^]*\n\| ---: \| --- [^]*\*\*Ben\*\*[^]*\| no \|\n$/);
});
