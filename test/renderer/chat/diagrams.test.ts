// Diagrams in a real browser: drawn apart from the page, harmless whatever they are made of, and never in the reader's way.
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { makeChat } from '../../support/core-double/sample-chats.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
let page: Page;
let asked: string[];
beforeAll(async () => {
  // As every browser for desktops has it; the one that tests run in leaves it off.
  stage = await openStage({ args: ['--site-per-process'] });
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const block = (source: string): string => `\`\`\`mermaid\n${source}\n\`\`\``;

/** A chat with this one answer, opened; and another that is not. */
async function open(answer: string, later = ''): Promise<void> {
  visit = await stage.visit('writing', {
    permissions: ['clipboard-read', 'clipboard-write'],
    prepare: (world) => {
      const chat = makeChat(90, 'Drawn', Date.now(), [{ question: 'Draw', answer }]);
      world.chats.set(chat.summary.id, chat);
      const other = makeChat(91, 'Drawn later', Date.now() - 1, [{ question: 'Draw', answer: later }]);
      world.chats.set(other.summary.id, other);
    },
  });
  page = visit.page;
  asked = [];
  // What the page's or the frame's policy stops never gets as far as this.
  await page.route(/./, async (route) => {
    asked.push(route.request().url());
    await route.continue();
  });
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: 'Drawn', exact: true }).click();
  await page.getByRole('article').first().waitFor();
}

const picture = (): Locator => page.getByRole('img', { name: /^Diagram:/ });
const button = (name: string): Locator => page.getByRole('article').last().getByRole('button', { name, exact: true });
const log = (): Locator => page.getByRole('log');

test('a diagram is drawn, its source is a key away, and both can be taken along', async () => {
  await open(block('flowchart LR\n  A[One] --> B[Two]'));
  await picture().waitFor({ timeout: 90_000 });
  const size = await picture().evaluate((node: HTMLImageElement) => [node.naturalWidth, node.naturalHeight]);
  expect(Math.min(...size)).toBeGreaterThan(20);
  const [download] = await Promise.all([page.waitForEvent('download'), button('Save as SVG').click()]);
  expect(download.suggestedFilename()).toBe('diagram.svg');
  const svg = await readFile(await download.path(), 'utf8');
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*One[^]*<\/svg>$/);
  await button('Copy source').click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('A[One] --> B[Two]');
  await button('Show source').press('Enter');
  await expect.poll(() => page.getByRole('group', { name: 'Code in mermaid' }).textContent()).toContain('A[One]');
  await button('Show diagram').press('Enter');
  await picture().waitFor();
});

test('what draws is fetched for the first diagram alone', async () => {
  await open('```ts\nlet a;\n```');
  await page.locator('pre .code-line span[style]').first().waitFor({ state: 'attached' });
  expect(asked.filter((url) => url.includes('diagram'))).toEqual([]);
  expect(await page.locator('iframe').count()).toBe(0);
});

test('what cannot be read as a diagram stands there as it was written, with a sentence', async () => {
  await open(block('flowchart LR\n  A --> '));
  await page.getByText('This diagram couldn’t be drawn.').waitFor({ timeout: 90_000 });
  expect(await page.getByRole('group', { name: 'Code in mermaid' }).textContent()).toContain('A -->');
});

const hostile = [
  'flowchart LR\n  A["<img src=https://evil.example/a onerror=alert(1)>"] --> B["<script>alert(1)</script>"]',
  'flowchart LR\n  A --> B\n  click A href "javascript:alert(1)"\n  click B call alert(1)',
  '%%{init: {"securityLevel": "loose", "flowchart": {"htmlLabels": true}, "htmlLabels": true}}%%\nflowchart LR\n  A["<b onclick=alert(1)>x</b>"] --> B',
  '%%{init: {"themeCSS": "@import url(https://evil.example/b); * { background: url(https://evil.example/c) }"}}%%\nflowchart LR\n  A --> B',
  'flowchart LR\n  A --> B\n  style A fill:url(https://evil.example/d)\n  classDef x background:url(https://evil.example/e)\n  class B x',
  'flowchart LR\n  A@{ img: "https://evil.example/f", label: "x", w: 60, h: 60 } --> B',
  'sequenceDiagram\n  participant A as <iframe src="https://evil.example/g"></iframe>\n  link A: x @ javascript:alert(1)\n  A->>A: x',
];

test('a hostile diagram runs nothing, asks nobody, and opens nothing', async () => {
  await open(hostile.map(block).join('\n\n'));
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const done = (): Promise<number> =>
    page.evaluate(() => document.querySelectorAll('.diagram img, .diagram [role=note]').length);
  await log().evaluate((node) => (node.scrollTop = 0));
  await expect.poll(done, { timeout: 90_000 }).toBe(hostile.length);
  const drawn = await page
    .locator('.diagram img')
    .evaluateAll((nodes) => nodes.map((node) => decodeURIComponent(node.getAttribute('src') ?? '')));
  expect(drawn.length).toBeGreaterThan(3);
  for (const svg of drawn) expect(svg).not.toMatch(/<(script|foreignObject|iframe)|\son\w+=|javascript:/i);
  expect(dialogs).toEqual([]);
  expect(asked.filter((url) => url.includes('evil.example'))).toEqual([]);
  // Nor could it, had it got out of its frame.
  expect(
    await page.locator('iframe').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('sandbox'))),
  ).toEqual(['allow-scripts']);
});

/** Like a library that never gets to the end of what it was given. */
const endless = `<!doctype html><script>
  parent.postMessage({ kind: 'ready' }, '*');
  addEventListener('message', () => { for (;;); });
</script>`;

test('a diagram that would take for ever holds up nothing, is stopped, and the next one is drawn', async () => {
  await open('No diagram yet.', `${block('flowchart LR\n  A --> B')}\n\n${block('flowchart LR\n  C --> D')}`);
  let loads = 0;
  await page.route(/diagram\.html/, async (route) => {
    loads += 1;
    await (loads === 1 ? route.fulfill({ contentType: 'text/html', body: endless }) : route.continue());
  });
  await page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('button', { name: 'Drawn later', exact: true })
    .click();
  const box = page.getByRole('textbox', { name: 'Message' });
  await page.locator('iframe').waitFor({ state: 'attached' });
  // All the while the page answers to the keyboard.
  const stopped = page.getByText('Drawing this diagram took too long, so it was stopped.');
  let words = '';
  while (!(await stopped.isVisible())) {
    await box.press('a');
    words += 'a';
    expect(await box.inputValue()).toBe(words);
  }
  await picture().waitFor({ timeout: 90_000 });
  expect([await picture().count(), loads]).toEqual([1, 2]);
  // It may have been the computer's fault.
  await button('Draw again').press('Enter');
  await expect.poll(() => picture().count(), { timeout: 90_000 }).toBe(2);
});

test('a diagram above what one reads leaves that where it is', async () => {
  visit = await stage.visit('writing', {
    viewport: { width: 1000, height: 500 },
    prepare: (world) => {
      const words = Array.from({ length: 60 }, (_, one) => `Line ${one} of what one reads.`).join('\n\n');
      const chat = makeChat(90, 'Drawn', Date.now(), [
        { question: 'Draw', answer: `Before\n\n${block('flowchart TD\n  A --> B --> C --> D --> E')}\n\n${words}` },
      ]);
      world.chats.set(chat.summary.id, chat);
    },
  });
  page = visit.page;
  const road = Promise.withResolvers<undefined>();
  await page.route(/diagram\.html/, async (route) => {
    await road.promise;
    await route.continue();
  });
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: 'Drawn', exact: true }).click();
  await page.getByText('Line 59').waitFor();
  await log().hover();
  await page.mouse.wheel(0, -1_000);
  const line = page.getByText('Line 30 of');
  await line.evaluate((node) => node.scrollIntoView({ block: 'center' }));
  const at = (): Promise<number> => line.evaluate((node) => Math.round(node.getBoundingClientRect().top));
  const height = (): Promise<number> => log().evaluate((node) => node.scrollHeight);
  const before = [await at(), await height()];
  road.resolve(undefined);
  await page.locator('.diagram img').waitFor({ state: 'attached', timeout: 90_000 });
  await expect.poll(height).not.toBe(before[1]);
  expect(Math.abs((await at()) - (before[0] ?? 0))).toBeLessThanOrEqual(1);
});

test('by night it is drawn anew, in the colours of the night', async () => {
  await open(block('flowchart LR\n  A --> B'));
  await picture().waitFor({ timeout: 90_000 });
  const drawing = (): Promise<string | null> => picture().getAttribute('src');
  const day = await drawing();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(drawing, { timeout: 60_000 }).not.toBe(day);
});
