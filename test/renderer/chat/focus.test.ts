// Where the keyboard is after something has gone away that had it, and what Enter says while an answer is written.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { newRunId } from '../../../src/renderer/rpc/new-id.ts';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
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

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const composer = (): Locator => page.getByRole('textbox', { name: 'Message' });

async function open(scenario: ScenarioName, chat: string | null, options?: VisitOptions): Promise<void> {
  visit = await stage.visit(scenario, options);
  page = visit.page;
  await composer().waitFor();
  if (chat === null) return;
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: chat, exact: true }).click();
  await page.getByRole('article').first().waitFor();
}

/** What has the focus, by its name. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

test('leaving the editor of a question leads back to the button that opened it', async () => {
  await open('ready', 'Names for a small grey cat');
  for (const leave of [() => page.keyboard.press('Escape'), () => button('Cancel').click()]) {
    await button('Edit question').focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Edit question');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await leave();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
    expect(await focused()).toBe('Edit question');
  }
});

test('a new version of a question, or of an answer, leads on to where one writes', async () => {
  await open('ready', 'Names for a small grey cat');
  await button('Edit question').click();
  await page.keyboard.type('?');
  await page.keyboard.press('Control+Enter');
  await expect.poll(focused).toBe('Message');
  await button('Stop').waitFor();
  await page.keyboard.press('Escape');
  await button('Regenerate').last().focus();
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Message');
});

test('what was written instead of a question is kept when it does not arrive', async () => {
  await open('ready', 'Names for a small grey cat');
  await button('Edit question').click();
  await page.getByRole('textbox', { name: 'Edit question' }).fill('Names for a large cat');
  // The chat is answering for the core, though this page does not know it yet.
  const { chats } = visit.double.world;
  for (const [id, chat] of chats) chats.set(id, { ...chat, summary: { ...chat.summary, activeRunId: newRunId() } });
  await button('Send').first().click();
  await button('Dismiss').waitFor();
  expect(await page.getByRole('textbox', { name: 'Edit question' }).inputValue()).toBe('Names for a large cat');
  await button('Dismiss').click();
  await expect.poll(focused).toBe('Message');
});

test('an arrow between versions keeps the focus, also at the first and the last', async () => {
  await open('ready', 'Names for a small grey cat');
  await button('Regenerate').click();
  await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await button('Regenerate').waitFor();
  await button('Previous version').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Version 1 of 2' }).waitFor();
  await expect.poll(focused).toBe('Previous version');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('Previous version');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Next version');
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await expect.poll(focused).toBe('Next version');
});

test('the jump to the latest leads back to where one came from', async () => {
  await open('long', 'A very long conversation');
  const log = page.getByRole('log', { name: 'Conversation' });
  for (const from of [log, composer()]) {
    await log.hover();
    await page.mouse.wheel(0, -3_000);
    await button('Jump to latest').waitFor();
    await from.focus();
    const name = await focused();
    await button('Jump to latest').focus();
    await page.keyboard.press('Enter');
    await button('Jump to latest').waitFor({ state: 'detached' });
    expect(await focused()).toBe(name);
  }
});

test('a renaming ended by a key leads back to the title', async () => {
  await open('ready', 'Names for a small grey cat');
  for (const key of ['Escape', 'Enter']) {
    await button('Names for a small grey cat: rename this chat').focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Name of this chat');
    await page.keyboard.press(key);
    await expect.poll(focused).toBe('Names for a small grey cat: rename this chat');
  }
});

test('a dialog opened from a panel that has closed since leads back to what opened the panel', async () => {
  await open('pro', null);
  const credits = page.getByRole('status', { name: 'Credits' }).getByRole('button');
  const name = await credits.evaluate((node) => node.getAttribute('aria-label') ?? node.textContent);
  await credits.focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog', { name: 'Credits in detail' })
    .getByRole('button', { name: /recovery kit/i })
    .click();
  const kit = page.getByRole('dialog', { name: /recovery kit/i });
  await kit.getByRole('button', { name: /^(Done|Not now)$/ }).click();
  await kit.waitFor({ state: 'detached' });
  await expect.poll(focused).toBe(name);
});

test('Enter while an answer is written lets the message wait, where it can be changed, removed and sent', async () => {
  await open('streaming', 'Being written just now');
  for (const said of ['And then?', 'And after that?']) {
    await composer().fill(said);
    await page.keyboard.press('Enter');
    await expect.poll(() => composer().inputValue()).toBe('');
  }
  const waiting = page.getByRole('region', { name: 'Waiting messages' });
  await page.getByRole('status').filter({ hasText: '2 messages are sent after this answer' }).waitFor();
  expect(await waiting.getByRole('button', { name: 'Send now' }).count()).toBe(0);
  await waiting.getByRole('button', { name: 'Edit waiting message' }).first().click();
  await page.keyboard.type(' Go on.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await waiting.getByText('And then? Go on.').waitFor();
  await expect.poll(focused).toBe('Message');
  await waiting.getByRole('button', { name: 'Remove waiting message' }).last().click();
  await waiting.getByText('And after that?').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await waiting.getByRole('button', { name: 'Send now' }).click();
  await page.getByRole('article', { name: 'You' }).filter({ hasText: 'And then? Go on.' }).waitFor();
  await waiting.waitFor({ state: 'detached' });
});

test('where nothing hovers the actions of every message stand in sight', async () => {
  await open('ready', 'What a tally stick was', { hasTouch: true, isMobile: true });
  const dim = await page
    .locator('article')
    .getByRole('button', { name: /^(Copy question|Edit question|Copy answer|Regenerate)$/ })
    .evaluateAll((nodes) =>
      nodes.filter((node) => !node.checkVisibility({ opacityProperty: true })).map((node) => node.ariaLabel),
    );
  expect(dim).toEqual([]);
});
