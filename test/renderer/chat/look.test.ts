// The chat in every state it can be in: nothing that axe finds wrong, and nothing that does not fit.
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { faultsByTheme, misfits } from '../../support/stage/faults.ts';
import { openStage, type Stage } from '../../support/stage/stage.ts';
import { setTextSize } from '../look/screens.ts';

// A browser on a busy machine takes its time, and the page may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' }).waitFor();

/** The newest chat, or the one of this name. */
async function openChat(page: Page, name?: string): Promise<void> {
  await composer(page);
  const list = page.getByRole('navigation', { name: 'Chat list' });
  if (!(await list.isVisible())) await page.getByRole('button', { name: 'Show chats' }).click();
  const rows = list.getByRole('listitem').filter(name === undefined ? {} : { hasText: name });
  await rows.first().getByRole('button').first().click();
  await page.getByRole('article').first().waitFor();
}

const newest = (page: Page): Promise<void> => openChat(page);
const named =
  (name: string) =>
  (page: Page): Promise<void> =>
    openChat(page, name);

async function writeMeanwhile(page: Page): Promise<void> {
  await openChat(page);
  for (const text of ['And tomorrow?', 'Donaudampfschifffahrtsgesellschaft, what is that, and where does it go?']) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Waiting messages' }).getByText(text).waitFor();
  }
}

async function formulas(page: Page): Promise<void> {
  await openChat(page, 'The mean');
  await page.locator('.katex').first().waitFor();
  await page.getByRole('button', { name: 'Thoughts' }).click();
}

async function chooseSecond(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Compare two answers' }).click();
  await page
    .getByRole('menuitem', { name: /^qwen3/ })
    .first()
    .click();
  await page.getByRole('button', { name: /^Compare with qwen3/ }).waitFor();
}

async function picker(page: Page): Promise<void> {
  await composer(page);
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('combobox', { name: 'Search models' }).waitFor();
}

async function chooseHosted(page: Page): Promise<void> {
  await picker(page);
  await page.getByRole('option', { name: /qwen3-235b/ }).click();
  await page.getByText('qwen3-235b is offered by Fjord Compute.').waitFor();
}

async function askHosted(page: Page): Promise<void> {
  await chooseHosted(page);
  await page.getByRole('textbox', { name: 'Message' }).fill('Why?');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Send this chat to Fjord Compute?' }).waitFor();
}

async function waitingCall(page: Page): Promise<void> {
  await openChat(page);
  await page.getByRole('group', { name: 'May read_text_file run?' }).waitFor();
}

async function openedCalls(page: Page): Promise<void> {
  await openChat(page);
  const calls = page.getByRole('article').getByRole('group', { name: /^Tool / });
  for (let at = 0; at < 7; at += 1) await calls.nth(at).getByRole('button').first().click();
  await page.getByText('The rest was cut').waitFor({ state: 'attached' });
}

/** In pixels, with the size of the text in per cent. */
const widths = [
  [320, 100],
  [360, 100],
  [640, 200],
  [768, 100],
  [1280, 100],
  [1280, 200],
] as const;

type State = { readonly name: string; readonly scenario: ScenarioName; readonly act: (page: Page) => Promise<unknown> };

const states: readonly State[] = [
  { name: 'a new chat', scenario: 'empty', act: composer },
  { name: 'no model yet', scenario: 'checking', act: composer },
  { name: 'a chat', scenario: 'ready', act: newest },
  { name: 'formulas, tables, tasks and thoughts', scenario: 'writing', act: formulas },
  { name: 'Hebrew', scenario: 'writing', act: named('רשימה') },
  { name: 'a poem and a README', scenario: 'writing', act: named('Roses') },
  { name: 'a long program and a long table', scenario: 'writing', act: named('A ledger') },
  {
    name: 'diagrams, and one that cannot be drawn',
    scenario: 'writing',
    act: async (page) => {
      await openChat(page, 'The way of a stick');
      await page.getByText('This diagram couldn’t be drawn.').waitFor({ timeout: 60_000 });
      await page
        .getByRole('img', { name: /^Diagram:/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'two answers side by side',
    scenario: 'ready',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Use another model' }).last().click();
      await page.getByRole('menuitem', { name: 'Compare with qwen3:8b' }).click();
      await page.getByRole('button', { name: /^Go on with this: the answer from qwen3/ }).waitFor({ timeout: 60_000 });
    },
  },
  { name: 'a long question', scenario: 'long-question', act: newest },
  { name: 'a chat about an image and a file', scenario: 'files', act: named('The level of the lake') },
  {
    name: 'pictures that stand elsewhere: one shown, one that is not there, one that nobody asked for',
    scenario: 'pictures',
    act: async (page) => {
      await openChat(page);
      for (const at of [0, 1]) await page.locator('.picture').nth(at).locator('.picture-button').click();
      await page.getByRole('img', { name: /The lake/ }).waitFor();
      await page.getByText('doesn’t have this picture').waitFor();
    },
  },
  {
    name: 'pictures that are links',
    scenario: 'linked-pictures',
    act: async (page) => {
      await openChat(page);
      await page.locator('.picture').first().locator('.picture-button').click();
      await page.getByRole('img', { name: 'The lake in the evening' }).waitFor();
    },
  },
  {
    name: 'a long answer, folded',
    scenario: 'long-answer',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Show all' }).scrollIntoViewIfNeeded();
    },
  },
  { name: 'a call of a tool that waits for the person', scenario: 'tool-asked', act: waitingCall },
  {
    name: 'a call of a tool that runs',
    scenario: 'tool-running',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Stop the answer' }).waitFor();
    },
  },
  { name: 'every end of a call of a tool', scenario: 'tool-ends', act: openedCalls },
  {
    name: 'the tools of a chat',
    scenario: 'tools',
    act: async (page) => {
      await composer(page);
      await page.getByRole('button', { name: 'Tools: 3 tools' }).click();
      await page.getByRole('dialog', { name: 'Tools' }).waitFor();
    },
  },
  { name: 'a chat of a thousand messages', scenario: 'long', act: newest },
  {
    name: 'reading above the end',
    scenario: 'long',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('log').hover();
      await page.mouse.wheel(0, -3_000);
      await page.getByRole('button', { name: 'Jump to latest' }).waitFor();
    },
  },
  { name: 'an answer being written', scenario: 'streaming', act: newest },
  {
    name: 'a block of code that has no words yet',
    scenario: 'code-begins',
    act: async (page) => {
      await openChat(page);
      await page.locator('pre').waitFor({ state: 'attached' });
      expect(await page.locator('pre').textContent()).toMatch(/^\s*$/);
    },
  },
  {
    name: 'messages that wait for an answer, and another being written',
    scenario: 'streaming',
    act: async (page) => {
      await writeMeanwhile(page);
      await page.getByRole('textbox', { name: 'Message' }).fill('And the day after?');
    },
  },
  {
    name: 'messages that were not sent, because the answer was stopped',
    scenario: 'thinking',
    act: async (page) => {
      await writeMeanwhile(page);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page.getByRole('button', { name: 'Send now' }).waitFor();
    },
  },
  {
    name: 'the editor of a waiting message',
    scenario: 'streaming',
    act: async (page) => {
      await writeMeanwhile(page);
      await page.getByRole('button', { name: 'Edit waiting message' }).first().click();
    },
  },
  {
    name: 'the ways to copy an answer',
    scenario: 'ready',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Copy as…' }).last().click();
      await page.getByRole('menuitem', { name: 'Copy as plain text' }).waitFor();
    },
  },
  {
    name: 'words of an answer that can be quoted',
    scenario: 'ready',
    act: async (page) => {
      await openChat(page);
      const last = page.locator('.prose p').last();
      await last.evaluate((words) => getSelection()?.selectAllChildren(words));
      await page.getByRole('button', { name: 'Quote selection' }).waitFor();
    },
  },
  { name: 'a model that thinks', scenario: 'thinking', act: newest },
  { name: 'a stopped answer', scenario: 'stopped', act: newest },
  { name: 'an interrupted answer', scenario: 'interrupted', act: newest },
  { name: 'a failed answer', scenario: 'failed', act: newest },
  { name: 'a refusal with a way to buy', scenario: 'refused-free', act: newest },
  { name: 'a refusal for haste', scenario: 'refused-rate', act: newest },
  { name: 'Ollama away', scenario: 'ollama-away', act: newest },
  { name: 'offline', scenario: 'offline', act: newest },
  {
    name: 'the editor of a question',
    scenario: 'ready',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Edit question' }).first().click();
    },
  },
  {
    name: 'versions',
    scenario: 'ready',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor();
    },
  },
  {
    name: 'a second model is chosen for the next question',
    scenario: 'ready',
    act: async (page) => {
      await composer(page);
      await chooseSecond(page);
    },
  },
  {
    name: 'two answers, the second of which waits',
    // Rests while it is looked at: a page that grows meanwhile is measured by halves.
    scenario: 'thinking',
    act: async (page) => {
      await composer(page);
      await chooseSecond(page);
      await page.getByRole('textbox', { name: 'Message' }).fill('Which is better?');
      await page.keyboard.press('Enter');
      await page.getByText('Starts when the other answer is done').waitFor();
    },
  },
  { name: 'the models', scenario: 'ready', act: picker },
  { name: 'models of both venues', scenario: 'hosted', act: picker },
  { name: 'models of several Ollamas, one of them away', scenario: 'ollamas', act: picker },
  { name: 'a hosted model is chosen', scenario: 'hosted', act: chooseHosted },
  { name: 'the question before a chat is sent to a server', scenario: 'hosted', act: askHosted },
  { name: 'an answer from a hosted model', scenario: 'hosted-answer', act: newest },
  { name: 'a chat with a hosted model, without Ollama', scenario: 'hosted-alone', act: newest },
  { name: 'an answer that the credits kept short', scenario: 'hosted-shortened', act: newest },
  { name: 'an answer of one’s own model instead', scenario: 'hosted-own', act: newest },
  { name: 'a server that cannot be reached', scenario: 'hosted-away', act: newest },
  {
    name: 'the other models for an answer',
    scenario: 'hosted-answer',
    act: async (page) => {
      await openChat(page);
      await page.getByRole('button', { name: 'Use another model' }).last().click();
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  { name: 'models with long names', scenario: 'long-names', act: picker },
  {
    name: 'a search among the models that finds none',
    scenario: 'ready',
    act: async (page) => {
      await picker(page);
      await page.keyboard.type('zzz');
      await page.getByText('No model matches.').waitFor();
    },
  },
  { name: 'no models', scenario: 'checking', act: picker },
  {
    name: 'a deleted chat',
    scenario: 'ready',
    act: async (page) => {
      await composer(page);
      await page.evaluate(() => (location.hash = '#/chat/00000000-0000-7000-8000-000000000000'));
      await page.getByText('This chat was deleted').waitFor();
    },
  },
];

describe.each(states)('$name', ({ scenario, act }) => {
  test('has no fault that axe can find, by day and by night', async () => {
    const { page, close } = await stage.visit(scenario);
    await act(page);
    expect(await faultsByTheme(page)).toEqual({ light: [], dark: [] });
    await close();
  });

  test('fits windows of every width, also with large text', async () => {
    const { page, close } = await stage.visit(scenario, { viewport: { width: 320, height: 640 } });
    await act(page);
    const found: Record<string, readonly string[]> = {};
    for (const [width, percent] of widths) {
      await page.setViewportSize({ width, height: 720 });
      await setTextSize(page, percent);
      const faults = await misfits(page);
      if (faults.length > 0) found[`${width} at ${percent} %`] = faults;
    }
    expect(found).toEqual({});
    await close();
  });
});

test.each([320, 360, 768, 1280])(
  'a long name of a model leaves the credits in sight, %d pixels wide',
  async (width) => {
    const { page, close } = await stage.visit('long-names', { viewport: { width, height: 720 } });
    await composer(page);
    const model = page.getByRole('combobox', { name: 'Model' });
    expect(await model.textContent()).toBe('hf.co/unsloth/Qwen3-Coder-30B-A3B-Instruct-1M-GGUF:Q4_K_M');
    const seen = await page.evaluate(() => {
      const box = (node: Element | null | undefined) => node?.getBoundingClientRect() ?? new DOMRect();
      const picked = document.querySelector('[role=combobox]');
      const tag = [...(picked?.querySelectorAll('span') ?? [])].find((node) => node.textContent === ':Q4_K_M');
      const credits = document.querySelector('[role=status][aria-label=Credits]');
      return {
        isTagSeen: box(tag).width > 0 && box(tag).right <= box(picked).right,
        areCreditsSeen: box(credits).width > 0 && box(credits).right <= innerWidth,
        isApart: box(picked).right <= box(credits).left + 1,
      };
    });
    expect(seen).toEqual({ isTagSeen: true, areCreditsSeen: true, isApart: true });
    await model.click();
    const options = await page.getByRole('option', { name: /^hf\.co/ }).evaluateAll((nodes) =>
      nodes.map((node) => {
        const [end] = [...node.querySelectorAll('span')].filter(
          ({ childElementCount, textContent }) => childElementCount === 0 && textContent?.startsWith(':'),
        );
        return (end?.getBoundingClientRect().right ?? Infinity) <= node.getBoundingClientRect().right
          ? end?.textContent
          : null;
      }),
    );
    expect(options).toEqual([':Q4_K_M', ':Q8_0', ':UD-Q4_K_XL']);
    await close();
  },
);

test('an Ollama that is away is in sight in the list of models, 360 pixels wide', async () => {
  const { page, close } = await stage.visit('ollamas', { viewport: { width: 360, height: 740 } });
  await picker(page);
  const away = page.getByRole('option', { name: /^Away: / });
  const seen = await away.evaluate((node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const corners = [
      [left + 12, top + 4],
      [right - 12, bottom - 4],
    ] as const;
    return corners.map(([x, y]) => node.contains(document.elementFromPoint(x, y)));
  });
  expect(seen).toEqual([true, true]);
  await close();
});
