// What the model sees, in Chromium: the meter, the lines in the transcript, and the four ways on by keyboard and mouse.
import type { Locator, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { countUsed, estimateTokens, withDraft } from '../../../src/renderer/features/chat/context/context-count.ts';
import type { ContextState } from '../../../src/preload/contract/context.ts';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { leapYear, makeChat, tallySticks } from '../../support/core-double/sample-chats.ts';
import { openStage, type Stage, type Visit } from '../../support/stage/stage.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
let visit: Visit | null = null;
let page: Page;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  await visit?.close();
  visit = null;
});

const dialog = (): Locator => page.getByRole('dialog', { name: 'What the model sees' });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });

async function open(scenario: ScenarioName, chat: string): Promise<Visit> {
  visit = await stage.visit(scenario);
  page = visit.page;
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.getByRole('navigation', { name: 'Chat list' }).getByRole('button', { name: chat, exact: true }).click();
  await page.getByRole('article').first().waitFor();
  return visit;
}

const full = 'Longer than the window';
const states = (at: Visit): readonly ContextState[] => [...at.double.world.contexts.values()];

test('the meter shows the model’s own count, and an estimate as soon as there is a draft', async () => {
  await open('ready', 'Leap years in TypeScript');
  await button(/^Context: [\d,]+ \/ 8,192 tokens$/).waitFor();
  await page.getByRole('textbox', { name: 'Message' }).fill('And in the Julian calendar?');
  await expect.poll(() => button(/^Context: ~[\d,]+ \/ 8,192 tokens$/).count()).toBe(1);
});

test('the transcript says what is summarised and what is left out, shows the summary, and sends all in full again', async () => {
  const at = await open('context-full', full);
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.evaluate((node) => node.scrollTo(0, 0));
  await page.getByText('The model sees a summary of the 2 messages above.').waitFor();
  await button('Show it').click();
  await page.getByText('notches for the amount').last().waitFor();
  await page.getByText('The model doesn’t see this turn.').waitFor();
  await button('Include again').click();
  await expect.poll(() => states(at)).toMatchObject([{ leftOut: [] }]);
  await button('Send in full').click();
  await expect.poll(() => states(at)).toMatchObject([{ summaries: [] }]);
  await page.getByText('The model sees a summary').waitFor({ state: 'detached' });
});

test('a wider window says what memory it takes, is kept with the chat, and asks again', async () => {
  const at = await open('context-full', full);
  await button('Make it fit…').click();
  const choice = dialog().getByRole('combobox', { name: 'New window' });
  await expect
    .poll(() => choice.locator('option').allTextContents(), { timeout: 60_000 })
    .toContain('16,384 tokens, up to 940 MB more');
  await choice.selectOption({ label: '16,384 tokens, up to 940 MB more' });
  await button('Widen and load again').click();
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(() => [...at.double.world.parameters.values()]).toMatchObject([{ numCtx: 16_384 }]);
  await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor();
});

test('turns are picked and left out', async () => {
  const at = await open('context-full', full);
  await button('Make it fit…').click();
  const turns = dialog().getByRole('group', { name: 'Leave out turns' }).getByRole('checkbox');
  await turns.last().check();
  await dialog().getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => states(at)[0]?.leftOut.length).toBe(4);
});

test('a summary is made of all but the last questions', async () => {
  const at = await open('context-full', full);
  await button('Make it fit…').click();
  await dialog().getByRole('combobox', { name: 'Keep in full' }).selectOption({ label: 'the last 2 questions' });
  await dialog().getByRole('button', { name: 'Summarise' }).click();
  await dialog().waitFor({ state: 'detached' });
  await expect.poll(() => states(at)[0]?.summaries.length).toBe(2);
});

test('a new chat begins with what was carried over, and the question that had no answer stands in its field', async () => {
  await open('context-full', full);
  await button('Make it fit…').click();
  await dialog().getByRole('button', { name: 'New chat' }).click();
  await page.getByText('This chat begins with a summary of another one.').waitFor();
  await expect.poll(() => page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe(leapYear.question);
});

test('what the model has not counted is estimated, and so is all from before the context changed', () => {
  const { messages } = makeChat(40, 'Counted', 1_000_000, [tallySticks]);
  const state: ContextState = { leftOut: [], summaries: [], changedAt: 0 };
  const used = countUsed(messages, state);
  expect(used.isExact).toBe(true);
  expect(withDraft(used, 'abcd').tokens).toBe(used.tokens + 5);
  expect(withDraft(used, 'abcd').isExact).toBe(false);
  expect(countUsed(messages, { ...state, changedAt: 2_000_000 }).isExact).toBe(false);
  expect(estimateTokens('漢字漢字')).toBe(4);
});
