// Without Ollama: a first start with a hosted model, and chats with one, which Ollama's absence does not touch.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
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

async function open(scenario: ScenarioName): Promise<void> {
  visit = await stage.visit(scenario);
  page = visit.page;
}

const composer = (): Locator => page.getByRole('textbox', { name: 'Message' });
const picker = (): Locator => page.getByRole('combobox', { name: 'Model' });
const answers = (): Locator => page.getByRole('article', { name: /^Answer from/ });
const away = (): Locator => page.getByText('Ollama isn’t installed');
const question = (): Locator => page.getByRole('dialog', { name: 'Send this chat to Fjord Compute?' });

async function write(text: string): Promise<void> {
  await composer().fill(text);
  await page.keyboard.press('Enter');
}

test('the first start offers a hosted model after Ollama, with its price; by keyboard, choosing one leads to its chat, which asks before it sends', async () => {
  await open('hosted-first');
  const choice = page.getByRole('region', { name: 'Or use a model hosted by Fjord Compute' });
  await choice.waitFor();
  expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
    'Ollama isn’t installed',
    'Or use a model hosted by Fjord Compute',
  ]);
  const large = choice.getByRole('button', { name: /^qwen3-235b/ });
  expect(await large.textContent()).toContain('Leaves this computer · about 0.4 credits for a short answer');
  await large.focus();
  await page.keyboard.press('Enter');
  await page.getByText('qwen3-235b is offered by Fjord Compute.').waitFor();
  expect(await picker().textContent()).toContain('qwen3-235b');
  expect(await away().count()).toBe(0);
  await write('Why?');
  await question().waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).last().click();
  await answers().first().waitFor();
  expect(visit.double.world.settings.current().hasOnboarded).toBe(true);
});

test('a chat with a hosted model goes on without Ollama: ask, ask again, and no notice about what is not needed', async () => {
  await open('hosted-alone');
  const list = page.getByRole('navigation', { name: 'Chat list' });
  await away().first().waitFor();
  await list.getByRole('button', { name: 'Asked a hosted model', exact: true }).click();
  await expect.poll(() => answers().count()).toBe(2);
  await expect.poll(() => away().count()).toBe(0);
  await page.getByRole('button', { name: 'Regenerate' }).last().click();
  await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await write('And then?');
  await expect.poll(() => page.getByRole('article', { name: 'Answer from qwen3-235b' }).count()).toBe(3);
});

test('without a model chosen, what is missing is a choice, and the hosted models are there to choose from', async () => {
  await open('hosted-alone');
  await page.getByText('What is on your mind?').waitFor();
  await page.getByText('Choose a model first.').waitFor();
  await picker().click();
  await page.getByRole('option', { name: /qwen3-235b/ }).click();
  await page.getByText('qwen3-235b is offered by Fjord Compute.').waitFor();
  await expect.poll(() => away().count()).toBe(0);
});
