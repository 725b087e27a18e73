// The panel of a chat's parameters, and presets, in Chromium: by keyboard, said in words, kept, taken back.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Parameters } from '../../../src/preload/contract/parameters.ts';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { tellBeside, type World } from '../../support/core-double/world.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit;
let page: Page;
/** What the core has sent to the page. */
let received: string[];
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(() => visit.close());

const panel = (): Locator => page.getByRole('dialog', { name: 'How the model answers' });
const field = (name: string): Locator => panel().getByRole('textbox', { name, exact: true });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });

async function open(scenario: ScenarioName, chat: string | null, prepare?: (world: World) => void): Promise<void> {
  received = [];
  visit = await stage.visit(scenario, {
    ...(prepare === undefined ? {} : { prepare }),
    beforeOpening: async (opening) => {
      opening.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => received.push(String(payload))));
    },
  });
  page = visit.page;
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  if (chat !== null) {
    await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: chat, exact: true }).click();
    await page.getByRole('article').first().waitFor();
  }
  await button(/^Model parameters/).click();
  await panel().waitFor();
}

/** The page has been sent this, and has drawn it. */
async function answered(what: string): Promise<void> {
  await expect.poll(() => received.some((frame) => frame.includes(what))).toBe(true);
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

/** Of the one chat that has parameters. */
function changeElsewhere(patch: Partial<Parameters>): void {
  const { world } = visit.double;
  for (const [id, parameters] of world.parameters) {
    world.parameters.set(id, { ...parameters, ...patch });
    tellBeside(world, id);
  }
}

const kept = (): readonly Parameters[] => [...visit.double.world.parameters.values()];

test('a number is kept on leaving its field, refused with its bounds in words, and given back to the model', async () => {
  await open('ready', 'Names for a small grey cat');
  await panel().getByText('The model’s own: 0.95.').waitFor();
  await field('Temperature').fill('0,4');
  await page.keyboard.press('Enter');
  await expect.poll(kept).toMatchObject([{ temperature: 0.4, topP: null }]);
  await field('Top P').fill('3');
  await panel().getByText('Enter a number from 0 to 1.').waitFor();
  expect(await field('Top P').getAttribute('aria-invalid')).toBe('true');
  await field('Seed').focus();
  expect(kept()).toMatchObject([{ temperature: 0.4, topP: null }]);
  await button('Reset temperature').click();
  await expect.poll(kept).toMatchObject([{ temperature: null }]);
  expect(await field('Temperature').inputValue()).toBe('');
});

test('what a new chat is given travels with its first message, and the button says so', async () => {
  await open('empty', null);
  await field('System prompt').fill('Answer in rhymes.');
  await field('Longest answer').fill('200');
  await button('Done').click();
  await panel().waitFor({ state: 'detached' });
  await button('Model parameters: 2 parameters set').waitFor();
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await page.keyboard.press('Enter');
  await expect.poll(kept).toMatchObject([{ systemPrompt: 'Answer in rhymes.', numPredict: 200 }]);
});

test('what another tab changes in a chat is shown, also where the chat was given its parameters with its first message', async () => {
  await open('empty', null);
  await field('Longest answer').fill('200');
  await button('Done').click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await page.keyboard.press('Enter');
  await expect.poll(kept).toMatchObject([{ numPredict: 200 }]);
  await page.getByRole('article', { name: /^Answer from/ }).waitFor();
  changeElsewhere({ seed: 7, numPredict: 300 });
  await button('Model parameters: 2 parameters set').click();
  expect(await field('Longest answer').inputValue()).toBe('300');
  await field('Temperature').fill('0.4');
  await field('Top P').focus();
  await expect.poll(kept).toMatchObject([{ seed: 7, numPredict: 300, temperature: 0.4 }]);
});

test('two changes while a long chat is still on its way are both kept, and neither jumps back', async () => {
  const rest = Promise.withResolvers<void>();
  await open('long', 'A very long conversation', (world) => {
    world.beforeRest.until = rest.promise;
  });
  await field('Temperature').fill('0.4');
  await field('Top P').focus();
  await answered('"temperature":0.4');
  expect(await field('Temperature').inputValue()).toBe('0.4');
  await field('Top P').fill('0.5');
  await field('Seed').focus();
  await answered('"topP":0.5');
  expect(kept()).toMatchObject([{ temperature: 0.4, topP: 0.5 }]);
  expect(await field('Top P').inputValue()).toBe('0.5');
  rest.resolve();
  changeElsewhere({ topP: 0.6 });
  await expect.poll(() => field('Top P').inputValue()).toBe('0.6');
  expect(await field('Temperature').inputValue()).toBe('0.4');
});

test('what is changed elsewhere is shown also after a change to the same, and after one that failed', async () => {
  await open('presets', 'Names for a small grey cat');
  for (let time = 0; time < 2; time += 1) {
    received.length = 0;
    await panel().getByRole('combobox', { name: 'Preset' }).selectOption({ label: 'Short and plain (for new chats)' });
    await answered('"temperature":0.3');
  }
  changeElsewhere({ temperature: 0.9 });
  await expect.poll(() => field('Temperature').inputValue()).toBe('0.9');
  const { parameters } = visit.double.world;
  const { set } = parameters;
  parameters.set = () => {
    throw new Error('The disk is full');
  };
  await field('Top P').fill('0.5');
  await field('Seed').focus();
  await page.getByText('The parameters couldn’t be saved. Try again.', { exact: true }).waitFor();
  expect(await field('Top P').inputValue()).not.toBe('0.5');
  parameters.set = set;
  changeElsewhere({ temperature: 0.8 });
  await expect.poll(() => field('Temperature').inputValue()).toBe('0.8');
});

test('a schema is used only once it is one', async () => {
  await open('ready', 'Names for a small grey cat');
  await panel().getByRole('radio', { name: 'JSON by a schema' }).click();
  await field('JSON schema').fill('{ "type": ');
  await field('Seed').focus();
  await panel().getByText('This isn’t valid JSON').waitFor();
  expect(kept()).toEqual([]);
  await field('JSON schema').fill('{ "type": "object" }');
  await field('Seed').focus();
  await expect.poll(kept).toMatchObject([{ format: { kind: 'schema', schema: '{ "type": "object" }' } }]);
});

test('thinking is offered as far as the model takes it', async () => {
  await open('ready', 'Names for a small grey cat');
  await panel().getByText('This model doesn’t think before it answers.').waitFor();
  await button('Done').click();
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: /qwen3:8b/ }).click();
  await button(/^Model parameters/).click();
  await panel().getByRole('radio', { name: 'Off' }).last().click();
  await expect.poll(kept).toMatchObject([{ think: 'off' }]);
});

test('presets are saved, taken, renamed, and deleted with a way back', async () => {
  await open('presets', 'Names for a small grey cat');
  const choice = panel().getByRole('combobox', { name: 'Preset' });
  await choice.selectOption({ label: 'Short and plain (for new chats)' });
  await expect.poll(kept).toContainEqual(expect.objectContaining({ temperature: 0.3 }));
  await field('Temperature').fill('0.5');
  await field('Seed').focus();
  await button('Save as preset…').click();
  await page.keyboard.type('Warmer');
  await page.keyboard.press('Enter');
  const names = (): readonly string[] => visit.double.world.presets.current().map(({ name }) => name);
  await expect.poll(names).toEqual(['Facts as JSON', 'Short and plain', 'Warmer']);
  await expect.poll(() => choice.locator('option:checked').textContent()).toBe('Warmer');
  await button('More about presets').click();
  await page.getByRole('menuitem', { name: 'Rename “Warmer”' }).click();
  await page.keyboard.type('Warm');
  await page.keyboard.press('Enter');
  await expect.poll(names).toContain('Warm');
  await button('More about presets').click();
  await page.getByRole('menuitem', { name: 'Delete “Warm”' }).click();
  await expect.poll(names).not.toContain('Warm');
  await button(/^Undo/).click();
  await expect.poll(names).toContain('Warm');
});

test('a hosted model says what it does not take', async () => {
  await open('hosted', null);
  await button('Done').click();
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: /qwen3-235b/ }).click();
  await button(/^Model parameters/).click();
  expect(await field('Top K').isDisabled()).toBe(true);
  expect(await field('Temperature').isDisabled()).toBe(false);
  await panel().getByText('Hosted models don’t take this').first().waitFor();
});
