// The question before a chat goes to the operator of a server: asked once for each chat, by keyboard, and never answered by a slip.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';

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

async function open(scenario: ScenarioName): Promise<void> {
  visit = await stage.visit(scenario);
  page = visit.page;
  await composer().waitFor();
}

const composer = (): Locator => page.getByRole('textbox', { name: 'Message' });
const question = (): Locator => page.getByRole('dialog', { name: 'Send this chat to Fjord Compute?' });
const answers = (): Locator => page.getByRole('article', { name: /^Answer from/ });
const picker = (): Locator => page.getByRole('combobox', { name: 'Model' });

async function choose(name: RegExp): Promise<void> {
  await picker().click();
  await page.getByRole('option', { name }).click();
}

async function write(text: string): Promise<void> {
  await composer().fill(text);
  await page.keyboard.press('Enter');
}

const focused = (): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

test('a hosted model is never chosen by itself, also where there is no other', async () => {
  await open('hosted-only');
  await expect.poll(() => picker().textContent()).toContain('Choose a model');
  await choose(/qwen3-235b/);
  await expect.poll(() => picker().textContent()).toContain('qwen3-235b');
});

test('the first message asks, an Enter that is still held down agrees to nothing, and the words are kept', async () => {
  await open('hosted');
  await choose(/qwen3-235b/);
  await write('Why?');
  await question().waitFor();
  await expect.poll(focused).toBe('Cancel');
  await page.keyboard.press('Enter');
  await question().waitFor({ state: 'detached' });
  await expect.poll(() => composer().inputValue()).toBe('Why?');
  await expect.poll(focused).toBe('Message');
  expect(await answers().count()).toBe(0);
});

test('once agreed, the message goes, and the chat asks no more; another chat does', async () => {
  await open('hosted');
  await choose(/qwen3-235b/);
  await write('Why?');
  await question().waitFor();
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Send');
  await page.keyboard.press('Enter');
  await answers().first().waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await write('And then?');
  await expect.poll(() => answers().count()).toBe(2);
  expect(await question().count()).toBe(0);
  await page.keyboard.press('Control+n');
  await page.getByText('What is on your mind?').waitFor();
  await choose(/qwen3-235b/);
  await write('Why?');
  await question().waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => composer().inputValue()).toBe('Why?');
});

test('an answer can be made again by a model of the other venue, which asks only where something leaves', async () => {
  await open('hosted-answer');
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByRole('button', { name: 'Leap years in TypeScript', exact: true }).click();
  await answers().first().waitFor();
  const another = page.getByRole('button', { name: 'Use another model' }).last();
  await another.click();
  await page.getByRole('menuitem', { name: 'gemma3:4b (Fjord Compute)', exact: true }).click();
  await question().waitFor();
  await page.keyboard.press('Escape');
  await question().waitFor({ state: 'detached' });
  await another.click();
  await page.getByRole('menuitem', { name: 'qwen3:8b', exact: true }).click();
  await page.getByRole('article', { name: 'Answer from qwen3:8b' }).waitFor();
  expect(await question().count()).toBe(0);
});

test('comparing with a hosted model says its price, and asks before anything leaves', async () => {
  await open('hosted-answer');
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await list.getByRole('button', { name: 'Leap years in TypeScript', exact: true }).click();
  await answers().first().waitFor();
  const both = page.getByRole('region', { name: 'Two answers, side by side' });
  const compare = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Use another model' }).last().click();
    await page
      .getByRole('menuitem', { name: /^Compare with .*\(Fjord Compute\), about [\d.]+ credits? for a short answer$/ })
      .first()
      .click();
    await question().waitFor();
  };
  await compare();
  await page.keyboard.press('Escape');
  await question().waitFor({ state: 'detached' });
  expect(await both.count()).toBe(0);
  await compare();
  await question().getByRole('button', { name: 'Send' }).click();
  await both.waitFor();
  await expect.poll(() => both.getByRole('article').count()).toBe(2);
});

test('a reload while the question is open loses no words, and sends none', async () => {
  await open('hosted');
  await choose(/qwen3-235b/);
  await write('Why?');
  await question().waitFor();
  await page.reload();
  await expect.poll(() => composer().inputValue()).toBe('Why?');
  expect(await answers().count()).toBe(0);
  expect(await question().count()).toBe(0);
});
