// The reader's place in a chat, in a real browser: the end is held whatever changes its size, and a place left is found again.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage, type Visit, type VisitOptions } from '../../support/stage/stage.ts';

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

const log = (): Locator => page.getByRole('log', { name: 'Conversation' });
const composer = (): Locator => page.getByRole('textbox', { name: 'Message' });
const chat = (name: string): Locator =>
  page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name, exact: true });
const missing = (): Promise<number> =>
  log().evaluate((node) => Math.round(node.scrollHeight - node.scrollTop - node.clientHeight));

/** Until nothing has changed for some frames, the page is still being laid out. */
async function settled(): Promise<void> {
  await log().evaluate(
    (node) =>
      new Promise<void>((resolve) => {
        let seen = '';
        let calm = 0;
        const look = (): void => {
          const now = [node.scrollTop, node.scrollHeight, node.clientHeight].join(' ');
          calm = now === seen ? calm + 1 : 0;
          seen = now;
          if (calm < 12) requestAnimationFrame(look);
          else resolve();
        };
        look();
      }),
  );
}

/** How far from the end, once the page has come to rest. */
async function fromEnd(): Promise<number> {
  await settled();
  return missing();
}

async function open(scenario: Parameters<Stage['visit']>[0], name: string, options?: VisitOptions): Promise<void> {
  visit = await stage.visit(scenario, options);
  page = visit.page;
  await chat(name).click();
  await page.getByRole('article').first().waitFor();
}

const firstShown = (): Promise<string> =>
  log().evaluate((node) => {
    const top = node.getBoundingClientRect().top;
    const rows = [...node.querySelectorAll('[data-index]')];
    const first = rows.find((row) => row.getBoundingClientRect().bottom > top + 1);
    return `${first?.getAttribute('data-index')} ${Math.round((first?.getBoundingClientRect().top ?? 0) - top)}`;
  });

test.each([
  ['writing', 'The mean of a normal distribution'],
  ['ready', 'What a tally stick was'],
  ['long', 'A very long conversation'],
] as const)('the first chat after the start is shown to its very end: %s', async (scenario, name) => {
  await open(scenario, name, { viewport: { width: 1180, height: 620 } });
  expect(await fromEnd()).toBe(0);
  expect(await page.getByRole('button', { name: 'Jump to latest' }).isVisible()).toBe(false);
});

test('the end stays in sight when the window and the composer change their size', async () => {
  await open('ready', 'What a tally stick was');
  expect(await fromEnd()).toBe(0);
  for (const size of [
    { width: 1280, height: 400 },
    { width: 700, height: 400 },
    { width: 380, height: 700 },
    { width: 1280, height: 820 },
  ]) {
    await page.setViewportSize(size);
    expect(await fromEnd()).toBe(0);
  }
  await composer().fill(Array.from({ length: 12 }, (_, line) => `line ${line}`).join('\n'));
  expect(await fromEnd()).toBe(0);
  await composer().fill('');
  expect(await fromEnd()).toBe(0);
  await page.evaluate(() => (document.documentElement.style.fontSize = '150%'));
  expect(await fromEnd()).toBe(0);
});

test('the end is held while an answer streams in, and let go by who reads above', async () => {
  await open('streaming', 'Being written just now', { viewport: { width: 1180, height: 620 } });
  await expect.poll(() => log().evaluate((node) => node.scrollHeight), { timeout: 60_000 }).toBeGreaterThan(2_000);
  expect(await missing()).toBeLessThan(120);
  await log().hover();
  await page.mouse.wheel(0, -500);
  await expect.poll(() => page.getByRole('button', { name: 'Jump to latest' }).isVisible()).toBe(true);
  const place = await firstShown();
  const height = await log().evaluate((node) => node.scrollHeight);
  await expect
    .poll(() => log().evaluate((node) => node.scrollHeight), { timeout: 60_000 })
    .toBeGreaterThan(height + 200);
  expect(await firstShown()).toBe(place);
  await page.setViewportSize({ width: 1180, height: 560 });
  expect(await firstShown()).toBe(place);
});

test('a chat left and opened again is shown where it was left, also after a reload', async () => {
  await open('long', 'A very long conversation');
  expect(await fromEnd()).toBe(0);
  await log().hover();
  await page.mouse.wheel(0, -6_000);
  await settled();
  await page.mouse.wheel(0, -433);
  await settled();
  const place = await firstShown();
  await chat('What a tally stick was').click();
  await page.getByRole('article', { name: 'You' }).first().waitFor();
  expect(await fromEnd()).toBe(0);
  await chat('A very long conversation').click();
  await page.getByRole('article').first().waitFor();
  await settled();
  expect(await firstShown()).toBe(place);
  await page.reload();
  await chat('A very long conversation').click();
  await page.getByRole('article').first().waitFor();
  await settled();
  expect(await firstShown()).toBe(place);
});

test('a question asked is a wish to see the end', async () => {
  await open('long', 'A very long conversation');
  await log().hover();
  await page.mouse.wheel(0, -3_000);
  await settled();
  await composer().fill('And now?');
  await composer().press('Enter');
  await page.getByText('And now?').last().waitFor();
  await expect.poll(missing).toBeLessThan(60);
});
