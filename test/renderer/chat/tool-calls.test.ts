// Calls of tools in an answer, in Chromium: what is asked, how one answers, and what is shown of the end of a call.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { setTextSize } from '../look/screens.ts';
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

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const message = (): Locator => page.getByRole('textbox', { name: 'Message' });
const call = (name: string): Locator => page.getByRole('group', { name, exact: true });
const reading = 'Tool read_text_file of Files';

async function open(scenario: ScenarioName, chat: string | null): Promise<void> {
  visit = await stage.visit(scenario);
  page = visit.page;
  await message().waitFor();
  if (chat === null) return;
  await page
    .getByRole('navigation', { name: 'Chat list' })
    .getByRole('button', { name: new RegExp(`^${chat}`) })
    .first()
    .click();
  await page.getByRole('article').first().waitFor();
}

test('a call is asked for once, takes no focus from who writes, and goes on by keyboard', async () => {
  await open('tool-reply', null);
  await message().fill('What does the letter say?');
  await page.keyboard.press('Enter');
  await message().pressSequentially('Meanwhile I write');
  const asked = page.getByRole('group', { name: 'May read_text_file run?' });
  await asked.waitFor();
  expect(await isFocused(message())).toBe(true);
  expect(await page.getByText('wants to use the tool read_text_file of Files. It waits').count()).toBe(1);
  await call(reading).getByText('/home/ada/Letters/2026-02-rent.txt').waitFor();
  expect(await page.getByText('Waiting for the first word').count()).toBe(0);
  await asked.getByRole('button', { name: 'Allow once' }).press('Enter');
  await page.getByText('the rent is €940').waitFor();
  await call(reading).getByText('Done').waitFor();
  expect(await isFocused(call(reading).getByRole('button').first())).toBe(true);
  expect(await message().inputValue()).toBe('Meanwhile I write');
});

test('those that still wait are not announced again when another of them is allowed', async () => {
  await open('tool-asked-often', 'The rent');
  const said = page.locator('[aria-live="polite"]').filter({ hasText: 'It waits' });
  await expect.poll(async () => (await said.textContent())?.match(/It waits/g)?.length ?? 0).toBeGreaterThan(0);
  const asked = page.getByRole('group', { name: 'May read_text_file run?' });
  await expect.poll(() => asked.count()).toBe(8);
  await said.evaluate((node) => {
    new MutationObserver(() => node.setAttribute('data-again', '')).observe(node, {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  await asked.first().getByRole('button', { name: 'Allow once' }).press('Enter');
  await expect.poll(() => asked.count()).toBe(7);
  await call(reading).first().getByText('Done').waitFor();
  expect(await said.getAttribute('data-again')).toBeNull();
});

test('a call that is not allowed does not run, and the answer goes on', async () => {
  await open('tool-reply', null);
  await message().fill('What does the letter say?');
  await page.keyboard.press('Enter');
  await button('Don’t allow').click();
  await call(reading).getByText('Not allowed').first().waitFor();
  await call(reading).getByText('You didn’t allow this call.').waitFor();
  expect(await call(reading).getByRole('group', { name: 'Result' }).count()).toBe(0);
});

test('a running call says so and is stopped from its card', async () => {
  await open('tool-running', 'The rent');
  await call(reading)
    .getByText(/^Running/)
    .waitFor();
  await button('Stop the answer').click();
  await call(reading).getByText('Interrupted').waitFor();
  await expect.poll(() => isFocused(message())).toBe(true);
});

test('what strangers write is shown letter for letter, as a list and as JSON', async () => {
  await open('tool-asked', 'The rent');
  await call(reading).getByRole('button', { name: 'Show as JSON' }).click();
  await call(reading).getByText('"head": 20').waitFor();
  await button('Allow in this chat').click();
  const result = call(reading).getByRole('group', { name: 'Result' });
  await result.waitFor();
  expect(await result.textContent()).toContain('<b>€ 940</b>.\n\n# Yours');
  expect(await result.locator('b, h1').count()).toBe(0);
});

test('every end of a call is told apart, and what was cut or left out is said', async () => {
  await open('tool-ends', 'Every way in which a call ends');
  for (const [name, state] of [
    ['Tool write_file of Files', 'Not allowed'],
    ['Tool search of Files', 'Failed'],
    ['Tool delete_everything', 'Not run'],
  ] as const)
    await call(name).first().getByText(state).first().waitFor();
  expect(await call(reading).first().textContent()).toContain('The tool reported an error');
  expect(await call(reading).last().textContent()).toContain('Interrupted');
  const listed = call('Tool list_directory of Files');
  await listed.getByRole('button').first().click();
  await listed.getByText('The rest was cut').waitFor();
  await listed.getByText('something of the kind “audio”').waitFor();
  await listed.getByRole('button', { name: /^Open Image/ }).waitFor();
  expect(await page.getByText('used tools 20 times in a row').count()).toBe(1);
});

test('in a narrow window a tool’s name goes on after its signs, and is broken within no word', async () => {
  await open('tool-ends', 'Every way in which a call ends');
  await page.setViewportSize({ width: 360, height: 780 });
  const names = page.getByRole('group', { name: /^Tool / }).locator('button .font-mono');
  await expect.poll(() => names.count()).toBeGreaterThan(3);
  const broken = (): Promise<(string | null)[]> =>
    names.evaluateAll((all) =>
      all.flatMap((name) =>
        [...name.childNodes].flatMap((part) => {
          const range = document.createRange();
          range.selectNodeContents(part);
          return range.getClientRects().length > 1 ? [name.textContent] : [];
        }),
      ),
    );
  for (const percent of [100, 200]) {
    await setTextSize(page, percent);
    expect([percent, await broken()]).toEqual([percent, []]);
  }
});

test('tools are taken out of one chat by keyboard, from its first message on, and put back', async () => {
  await open('tool-reply', null);
  await button('Tools: 3 tools').press('Enter');
  const panel = page.getByRole('dialog', { name: 'Tools' });
  const box = (name: string): Locator => panel.getByRole('checkbox', { name, exact: true });
  await panel.getByText(/^Their descriptions take about \d/).waitFor();
  await panel.getByRole('button', { name: 'Tools of Files' }).press('Enter');
  await box('write_file').press(' ');
  await panel.getByText('2 of 3 tools').waitFor();
  expect(await box('Files').evaluate((input: HTMLInputElement) => input.indeterminate)).toBe(true);
  await page.keyboard.press('Escape');
  await button('Tools: 2 of 3').waitFor();
  await message().fill('What does the letter say?');
  await page.keyboard.press('Enter');
  await button('Allow once').click();
  await page.getByText('the rent is €940').waitFor();
  await button('Tools: 2 of 3').click();
  await box('Files').uncheck();
  await panel.getByText('Not in this chat').waitFor();
  await button('Offer all of them').click();
  await page.keyboard.press('Escape');
  await button('Tools: 3 tools').waitFor();
});

test('the composer counts the tools of the model, and says why a model has none', async () => {
  await open('tool-reply', null);
  await button('Tools: 3 tools').click();
  await page.getByRole('dialog', { name: 'Tools' }).getByText('Files').waitFor();
  await button('Manage tools…').click();
  await page.getByRole('tab', { name: 'Tools', selected: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: /gemma3:270m/ }).click();
  await button('Tools: this model can’t use them').click();
  await page.getByText('gemma3:270m can’t use tools.').waitFor();
  expect(await page.getByRole('dialog', { name: 'Tools' }).getByText('Files').count()).toBe(0);
});

test('a hosted model that can use tools is offered them, with what that means, and another says why not', async () => {
  await open('hosted-tools', null);
  const choose = async (name: RegExp): Promise<void> => {
    await page.getByRole('combobox', { name: 'Model' }).click();
    await page.getByRole('option', { name }).click();
  };
  await choose(/qwen3-235b/);
  await button('Tools: 3 tools').click();
  await page.getByText('What your tools give is sent to Fjord Compute').waitFor();
  await page.keyboard.press('Escape');
  await choose(/llama-3.3-70b/);
  await button('Tools: this model can’t use them').click();
  await page.getByText('whoever hosts it doesn’t say that it can use them').waitFor();
  expect(await page.getByText('What your tools give is sent to').count()).toBe(0);
});
