// Every picture that the documentation has: a situation of the double, and what a person does before it is taken.
import type { Locator, Page } from '@playwright/test';
import { sampleImage } from '../../test/support/core-double/file-scenarios.ts';
import { samplePurchase } from '../../test/support/core-double/sample-account.ts';
import { pastedList } from '../../test/support/core-double/tool-scenarios.ts';
import type { ScenarioName } from '../../test/support/core-double/scenarios.ts';

export type Shot = {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly act: (page: Page) => Promise<void>;
  /** What the picture is of; it must be in sight when the picture is taken, and still be there afterwards. */
  readonly shows: (page: Page) => Locator;
  /** Also in the size of a telephone. */
  readonly isAlsoNarrow?: boolean;
  /** Also in the sizes of larger screens. */
  readonly isAlsoLarge?: boolean;
};

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

async function chooseSecond(page: Page): Promise<void> {
  await button(page, 'Compare two answers').click();
  await page.getByRole('menuitem', { name: 'qwen3:8b' }).click();
  await button(page, /^Compare with qwen3:8b$/).waitFor();
}

async function openNewest(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const list = page.getByRole('navigation', { name: 'Chat list' });
  if (!(await list.isVisible())) await button(page, 'Show chats').click();
  await list.getByRole('listitem').first().getByRole('button').first().click();
  await page
    .getByRole('article', { name: /^Answer from/ })
    .first()
    .waitFor();
  // A focused button would show its tooltip.
  await page.getByRole('textbox', { name: 'Message' }).focus();
  // Code is coloured by a worker, a moment after it is there.
  if ((await page.locator('pre .code-line').count()) > 0)
    await page.locator('pre .code-line span[style]').first().waitFor({ state: 'attached' });
}

/** Two messages in line behind an answer that is being written. */
async function writeMeanwhile(page: Page): Promise<void> {
  await openNewest(page);
  for (const text of ['And which of the last hundred years were none?', 'Write that as a small function in Python.']) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
    await waitingMessages(page).getByText(text).waitFor();
  }
}

const waitingMessages = (page: Page): Locator => page.getByRole('region', { name: 'Waiting messages' });

async function askHosted(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: /qwen3-235b/ }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('How did a tally stick work?');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
}

async function openSettings(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name }).click();
}

async function openModels(page: Page, tab: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Model' }).click();
  await button(page, 'Manage models…').click();
  await page.getByRole('tab', { name: tab }).click();
}

async function buy(page: Page): Promise<void> {
  await button(page, 'Buy credits').first().click();
  await page.getByRole('dialog').waitFor();
}

/** The purchase that is under way, from its sign beside the credits. */
async function followPurchase(page: Page): Promise<void> {
  await button(page, /^Purchase:/).click();
  await page.getByRole('dialog', { name: 'Your purchase' }).waitFor();
  await page.getByRole('dialog').getByText('credits').first().waitFor();
}

async function openPanel(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.getByRole('status', { name: 'Credits' }).getByRole('button').click();
  await page.getByRole('dialog', { name: 'Credits in detail' }).waitFor();
}

const fromPanel =
  (name: string, dialog: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await openPanel(page);
    await button(page, name).click();
    await page.getByRole('dialog', { name: dialog }).waitFor();
  };

/** What the double calls the newest purchase of a scenario. */
const firstOrder = samplePurchase(0, 1, 'open').orderId;

const invoice = (page: Page): Promise<void> => page.getByRole('link', { name: 'Open in wallet' }).waitFor();

const message = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });
const answer = (page: Page): Locator => page.getByRole('article', { name: /^Answer from/ }).last();
const heading =
  (name: string | RegExp) =>
  (page: Page): Locator =>
    page.getByRole('heading', { name });
const dialog =
  (name: string | RegExp) =>
  (page: Page): Locator =>
    page.getByRole('dialog', { name });
const words =
  (text: string | RegExp) =>
  (page: Page): Locator =>
    page.getByText(text).first();

const buttonNamed =
  (name: string) =>
  (page: Page): Locator =>
    button(page, name);

const visible =
  (name: string | RegExp) =>
  async (page: Page): Promise<void> =>
    page.getByText(name).first().waitFor();

async function openParameters(page: Page): Promise<void> {
  await openNewest(page);
  await button(page, /^Model parameters/).click();
  await page.getByRole('dialog', { name: 'How the model answers' }).getByText('The model’s own: 0.95.').waitFor();
}

/** Of the chats that show how answers are set, the one of this name. */
async function openWritten(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const list = page.getByRole('navigation', { name: 'Chat list' });
  if (!(await list.isVisible())) await button(page, 'Show chats').click();
  await list.getByRole('listitem').filter({ hasText: name }).getByRole('button').first().click();
  await page.getByRole('article').first().waitFor();
  await page.getByRole('textbox', { name: 'Message' }).focus();
}

/** So far down that this is at the upper edge. */
async function scrollTo(one: Locator): Promise<void> {
  await one.evaluate((node) => node.scrollIntoView({ block: 'start' }));
}

export const shots: readonly Shot[] = [
  ...(['connection-refused', 'connection-notes'] as const).map((scenario): Shot => ({
    name: scenario,
    scenario,
    act: async (page) => {
      await openSettings(page, 'Connections');
      await button(page, 'Check the connection').click();
      await button(page, 'Copy the result').scrollIntoViewIfNeeded();
    },
    shows: (page) => button(page, 'Copy the result'),
    isAlsoNarrow: true,
  })),
  {
    name: 'tools-none',
    scenario: 'ready',
    act: (page) => openSettings(page, 'Tools'),
    shows: (page) => button(page, 'Start from this example'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools',
    scenario: 'tools',
    act: async (page) => {
      await openSettings(page, 'Tools');
      await button(page, '3 tools').click();
      await page.getByRole('combobox', { name: 'Before write_file runs' }).scrollIntoViewIfNeeded();
    },
    shows: (page) => page.getByRole('combobox', { name: 'Before write_file runs' }),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-failed',
    scenario: 'tools',
    act: async (page) => {
      await openSettings(page, 'Tools');
      await button(page, 'What the server said last').click();
      await button(page, 'Edit Search').scrollIntoViewIfNeeded();
    },
    shows: (page) => page.getByText('ECONNREFUSED'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-start',
    scenario: 'tools',
    act: async (page) => {
      await openSettings(page, 'Tools');
      await page.getByRole('switch', { name: 'Weather' }).click();
      await button(page, 'Not now').scrollIntoViewIfNeeded();
    },
    shows: (page) => button(page, 'Not now'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-form',
    scenario: 'tools',
    act: async (page) => {
      await openSettings(page, 'Tools');
      await button(page, 'Edit Postgres').click();
      await page.getByRole('textbox', { name: 'Name 1' }).focus();
      await page.getByText('This is what will run').scrollIntoViewIfNeeded();
    },
    shows: (page) => button(page, 'Save and restart'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-pasted',
    scenario: 'tools',
    act: async (page) => {
      await openSettings(page, 'Tools');
      await button(page, 'Paste a list').click();
      await page.getByRole('textbox', { name: 'JSON' }).fill(pastedList);
      await button(page, 'Look through it').click();
      await page.getByText('Can’t be used:').scrollIntoViewIfNeeded();
    },
    shows: (page) => page.getByText('Not added: a server of this name is there already.'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-allowed-in-chats',
    scenario: 'tools-allowed',
    act: async (page) => {
      await openSettings(page, 'Tools');
      await button(page, '3 tools').click();
      await page.getByRole('list', { name: 'Chats in which read_text_file is allowed' }).scrollIntoViewIfNeeded();
    },
    shows: (page) => page.getByRole('list', { name: 'Chats in which read_text_file is allowed' }),
    isAlsoNarrow: true,
  },
  {
    name: 'tool-asked',
    scenario: 'tool-asked',
    act: openNewest,
    shows: (page) => button(page, 'Allow once'),
    isAlsoNarrow: true,
  },
  {
    name: 'tool-waits-elsewhere',
    scenario: 'tool-asked',
    act: async (page) => {
      await message(page).waitFor();
      await button(page, 'Show chats (1 is waiting for your approval)')
        .or(page.getByText('1 chat is waiting'))
        .waitFor();
    },
    shows: (page) =>
      page.getByText('1 chat is waiting').or(button(page, 'Show chats (1 is waiting for your approval)')).first(),
    isAlsoNarrow: true,
  },
  {
    name: 'tool-ends',
    scenario: 'tool-ends',
    act: async (page) => {
      await openNewest(page);
      await page.getByRole('group', { name: 'Tool list_directory of Files' }).getByRole('button').first().click();
      await page.getByText('The rest was cut').waitFor();
      await scrollTo(page.getByRole('article').first());
      await message(page).focus();
    },
    shows: (page) => page.getByText('The rest was cut'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-of-a-chat',
    scenario: 'tool-reply',
    act: async (page) => {
      await openNewest(page);
      await button(page, 'Tools: 3 tools').click();
      await button(page, 'Tools of Files').click();
      await page.getByRole('checkbox', { name: 'write_file' }).uncheck();
      await page.getByText(/^Their descriptions take about/).waitFor();
    },
    shows: (page) => page.getByText('2 of 3 tools'),
    isAlsoNarrow: true,
  },
  {
    name: 'tools-of-a-hosted-model',
    scenario: 'hosted-tools',
    act: async (page) => {
      await message(page).waitFor();
      await page.getByRole('combobox', { name: 'Model' }).click();
      await page.getByRole('option', { name: /qwen3-235b/ }).click();
      await button(page, 'Tools: 3 tools').click();
    },
    shows: (page) => page.getByText('What your tools give is sent to Fjord Compute'),
    isAlsoNarrow: true,
  },
  {
    name: 'models-installed',
    scenario: 'models',
    act: async (page) => {
      await openModels(page, /^Installed/);
      await button(page, 'Delete qwen3:8b').click();
    },
    shows: (page) => button(page, 'Undo deleting qwen3:8b'),
    isAlsoNarrow: true,
  },
  {
    name: 'models-details',
    scenario: 'models',
    act: async (page) => {
      await openModels(page, /^Installed/);
      await button(page, 'Details of gemma3:4b').click();
    },
    shows: (page) => page.getByRole('region', { name: 'Template' }),
  },
  {
    name: 'models-recommended',
    scenario: 'models',
    act: (page) => openModels(page, /^Download/),
    shows: (page) => button(page, 'Download qwen3:14b'),
    isAlsoNarrow: true,
  },
  {
    name: 'models-downloading',
    scenario: 'downloading',
    act: (page) => openModels(page, /^Download/),
    shows: (page) => page.getByText('24 MB/s'),
    isAlsoNarrow: true,
  },
  {
    name: 'models-memory',
    scenario: 'models',
    act: (page) => openModels(page, /^In memory/),
    shows: (page) => button(page, 'Unload gemma3:4b'),
    isAlsoNarrow: true,
  },
  {
    name: 'onboarding-downloading',
    scenario: 'onboarding-downloading',
    act: async (page) => page.getByText('gemma3:12b').waitFor(),
    shows: (page) => page.getByText('24 MB/s'),
    isAlsoNarrow: true,
  },
  {
    name: 'diagrams',
    scenario: 'writing',
    act: async (page) => {
      await openWritten(page, 'The way of a stick');
      await page.getByText('This diagram couldn’t be drawn.').waitFor();
      await scrollTo(page.getByRole('article').first());
      await page
        .getByRole('img', { name: /^Diagram:/ })
        .first()
        .waitFor();
    },
    shows: (page) => page.getByRole('img', { name: /^Diagram:/ }).first(),
    isAlsoNarrow: true,
  },
  {
    name: 'diagram-unreadable',
    scenario: 'writing',
    act: (page) => openWritten(page, 'The way of a stick'),
    shows: (page) => page.getByText('This diagram couldn’t be drawn.'),
    isAlsoNarrow: true,
  },
  {
    name: 'code-numbered',
    scenario: 'writing',
    act: async (page) => {
      await openWritten(page, 'A ledger of tallies');
      await button(page, 'Line numbers').click();
      await button(page, 'Wrap long lines').click();
      await scrollTo(page.getByRole('group', { name: 'Code in python' }).locator('.code-line').nth(2));
      await page.getByRole('textbox', { name: 'Message' }).focus();
    },
    shows: (page) => page.getByRole('group', { name: 'Code in python' }).locator('.code-line').nth(8),
    isAlsoNarrow: true,
  },
  {
    name: 'long-table',
    scenario: 'writing',
    act: (page) => openWritten(page, 'A ledger of tallies'),
    shows: (page) => page.getByRole('group', { name: 'Table' }),
    isAlsoNarrow: true,
  },
  {
    name: 'welcome-install',
    shows: heading(/Ollama/),
    scenario: 'onboarding-missing',
    act: visible('Ollama isn’t installed'),
    isAlsoNarrow: true,
  },
  {
    name: 'welcome-start',
    shows: heading(/Ollama/),
    scenario: 'onboarding-stopped',
    act: visible('Welcome to Tallystick'),
  },
  {
    name: 'welcome-model',
    shows: heading(/model/i),
    scenario: 'onboarding-no-models',
    act: visible('Welcome to Tallystick'),
  },
  {
    name: 'context-full',
    shows: buttonNamed('Make it fit…'),
    scenario: 'context-full',
    act: openNewest,
    isAlsoNarrow: true,
  },
  {
    name: 'context-choices',
    shows: dialog('What the model sees'),
    scenario: 'context-full',
    act: async (page) => {
      await openNewest(page);
      await button(page, 'Make it fit…').click();
      await page.getByText('up to').first().waitFor({ state: 'attached' });
    },
    isAlsoNarrow: true,
  },
  {
    name: 'parameters',
    shows: dialog('How the model answers'),
    scenario: 'presets',
    act: openParameters,
    isAlsoNarrow: true,
  },
  {
    name: 'new-chat',
    shows: message,
    scenario: 'empty',
    act: (page) => page.getByRole('textbox', { name: 'Message' }).waitFor(),
  },
  {
    name: 'demo-model',
    shows: message,
    scenario: 'demo',
    act: (page) => page.getByRole('textbox', { name: 'Message' }).waitFor(),
  },
  { name: 'chat', shows: answer, scenario: 'ready', act: openNewest, isAlsoNarrow: true, isAlsoLarge: true },
  {
    name: 'figures',
    shows: dialog('Figures of this answer'),
    scenario: 'ready',
    act: async (page) => {
      await openNewest(page);
      await button(page, 'Figures of this answer').last().click();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'long-answer',
    shows: buttonNamed('Show all'),
    scenario: 'long-answer',
    act: async (page) => {
      await openNewest(page);
      await button(page, 'Show all').scrollIntoViewIfNeeded();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'linked-pictures',
    shows: (page) => page.getByRole('img', { name: 'The lake in the evening' }),
    scenario: 'linked-pictures',
    act: async (page) => {
      await openNewest(page);
      await page.locator('.picture').first().getByRole('button', { name: 'Show picture' }).click();
      await message(page).focus();
    },
  },
  {
    name: 'files',
    shows: (page) => button(page, 'Remove shore.png'),
    scenario: 'files',
    act: async (page) => {
      await openNewest(page);
      await page.locator('input[type=file]').setInputFiles([
        { name: 'shore.png', mimeType: 'image/png', buffer: sampleImage() },
        {
          name: 'notes-of-the-walk.md',
          mimeType: 'text/markdown',
          buffer: Buffer.from('We went round the lake. '.repeat(90)),
        },
      ]);
      await page.locator('form').getByRole('button', { name: /^Open/ }).nth(1).waitFor();
      await page.getByRole('textbox', { name: 'Message' }).fill('And here?');
    },
    isAlsoNarrow: true,
  },
  {
    name: 'file-opened',
    shows: dialog('evening-at-the-lake.jpg'),
    scenario: 'files',
    act: async (page) => {
      await openNewest(page);
      await button(page, 'Open Image evening-at-the-lake.jpg').click();
      await page.getByRole('dialog').getByRole('img').waitFor();
    },
  },
  {
    name: 'pictures',
    shows: (page) => page.getByRole('img', { name: /The lake/ }),
    scenario: 'pictures',
    act: async (page) => {
      await openNewest(page);
      for (const at of [0, 1]) await page.locator('.picture-button').nth(at).click();
      await page.getByRole('img', { name: /The lake/ }).waitFor();
      await page.getByText('doesn’t have this picture').waitFor();
      await page.getByRole('textbox', { name: 'Message' }).focus();
    },
    isAlsoNarrow: true,
  },
  { name: 'long-question', shows: answer, scenario: 'long-question', act: openNewest },
  {
    name: 'chats',
    shows: (page) => page.locator('mark').first(),
    scenario: 'ready',
    act: async (page) => {
      await openNewest(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('searchbox', { name: 'Search chats' }).fill('tally');
      await page.locator('mark').first().waitFor();
    },
  },
  {
    name: 'hosted-models',
    shows: (page) => page.getByRole('option', { name: /llama-3\.3/ }),
    scenario: 'hosted',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Model' }).click();
      await page.getByRole('option').first().waitFor();
    },
    isAlsoNarrow: true,
  },
  { name: 'hosted-sharing', shows: dialog(/^Send this chat/), scenario: 'hosted', act: askHosted, isAlsoNarrow: true },
  { name: 'hosted-answer', shows: answer, scenario: 'hosted-answer', act: openNewest, isAlsoNarrow: true },
  { name: 'hosted-shortened', shows: words(/shortened to/), scenario: 'hosted-shortened', act: openNewest },
  { name: 'hosted-own-model', shows: words(/on your own Ollama/), scenario: 'hosted-own', act: openNewest },
  { name: 'hosted-away', shows: words('The server can’t be reached'), scenario: 'hosted-away', act: openNewest },
  {
    name: 'models',
    shows: (page) => page.getByRole('option').first(),
    scenario: 'ready',
    act: async (page) => {
      await openNewest(page);
      await page.getByRole('combobox', { name: 'Model' }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'thinking',
    shows: answer,
    scenario: 'thinking',
    act: async (page) => {
      await openNewest(page);
      await page.waitForTimeout(2500);
    },
  },
  {
    name: 'stopped',
    shows: buttonNamed('Continue'),
    scenario: 'stopped',
    act: openNewest,
    isAlsoNarrow: true,
  },
  {
    name: 'interrupted',
    shows: buttonNamed('Continue'),
    scenario: 'interrupted',
    act: openNewest,
    isAlsoNarrow: true,
  },
  {
    name: 'waiting-messages',
    shows: waitingMessages,
    scenario: 'thinking',
    act: async (page) => {
      await writeMeanwhile(page);
      await page.getByRole('textbox', { name: 'Message' }).fill('And in the year 2000?');
    },
    isAlsoNarrow: true,
  },
  {
    name: 'waiting-resting',
    shows: waitingMessages,
    scenario: 'thinking',
    act: async (page) => {
      await writeMeanwhile(page);
      await button(page, 'Stop').click();
      await waitingMessages(page).getByRole('button', { name: 'Send now' }).waitFor();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'copying',
    shows: (page) => page.getByRole('menuitem', { name: 'Copy as plain text' }),
    scenario: 'ready',
    act: async (page) => {
      await openNewest(page);
      await page.getByRole('button', { name: 'Copy as…' }).last().click();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'quoting',
    shows: buttonNamed('Quote selection'),
    scenario: 'ready',
    act: async (page) => {
      await openNewest(page);
      await page
        .locator('.prose p')
        .last()
        .evaluate((words) => getSelection()?.selectAllChildren(words));
    },
    isAlsoNarrow: true,
  },
  { name: 'failed', shows: answer, scenario: 'failed', act: openNewest },
  { name: 'ollama-away', shows: (page) => button(page, 'Try again').first(), scenario: 'ollama-away', act: openNewest },
  { name: 'offline', shows: words('You’re offline.'), scenario: 'offline', act: openNewest },
  {
    name: 'out-of-credits',
    shows: (page) => page.getByRole('region', { name: 'No free messages left' }),
    scenario: 'refused-free',
    act: openNewest,
    isAlsoNarrow: true,
  },
  {
    name: 'too-fast',
    shows: (page) => page.getByRole('region', { name: 'Too many messages' }),
    scenario: 'refused-rate',
    act: openNewest,
  },
  {
    name: 'credits',
    shows: dialog('Credits in detail'),
    scenario: 'pro',
    act: async (page) => {
      await openNewest(page);
      await openPanel(page);
    },
  },
  {
    name: 'account-signed-in',
    shows: dialog('Credits in detail'),
    scenario: 'signed-in',
    act: async (page) => {
      await openNewest(page);
      await openPanel(page);
    },
    isAlsoNarrow: true,
  },
  {
    name: 'account-signed-out',
    shows: dialog('Credits in detail'),
    scenario: 'signed-out',
    act: openPanel,
  },
  {
    name: 'plans',
    shows: dialog('Plans'),
    scenario: 'plans',
    act: fromPanel('See plans', 'Plans'),
    isAlsoNarrow: true,
  },
  {
    name: 'plan-active',
    shows: dialog('Credits in detail'),
    scenario: 'plan-active',
    act: openPanel,
  },
  {
    name: 'sign-in-waiting',
    shows: dialog('Sign in with your browser'),
    scenario: 'can-sign-in',
    act: fromPanel('Sign in', 'Sign in with your browser'),
    isAlsoNarrow: true,
  },
  {
    name: 'buy-for-whom',
    shows: (page) => page.getByRole('radio', { name: /Acme Research/ }).locator('..'),
    scenario: 'signed-in',
    act: fromPanel('Buy credits', 'Buy credits'),
    isAlsoNarrow: true,
  },
  {
    name: 'buy-as-member',
    shows: words('Only owners of the team can buy for it.'),
    scenario: 'team-member',
    act: fromPanel('Buy credits', 'Buy credits'),
  },
  {
    name: 'buy-waits-for-account',
    shows: words(/account that’s signed out/),
    scenario: 'purchase-waits',
    act: followPurchase,
    isAlsoNarrow: true,
  },
  {
    name: 'purchases-for-whom',
    shows: words(/For Acme Research/),
    scenario: 'purchases-for-all',
    act: fromPanel('All purchases', 'Purchases'),
    isAlsoNarrow: true,
  },
  {
    name: 'plans-for-team',
    shows: (page) => button(page, 'Manage team plan'),
    scenario: 'team-owner',
    act: fromPanel('Manage subscription', 'Plans'),
    isAlsoNarrow: true,
  },
  {
    name: 'out-of-plan',
    shows: (page) => button(page, 'Buy credits').last(),
    scenario: 'refused-account',
    act: openNewest,
  },
  { name: 'buy-pack', shows: dialog('Buy credits'), scenario: 'ready', act: buy, isAlsoNarrow: true },
  {
    name: 'buy-keychain-missing',
    shows: dialog('Where should your credits be stored?'),
    scenario: 'keychain-missing',
    act: async (page) => {
      await buy(page);
      await page.getByRole('dialog').getByRole('button', { name: /^Pay/ }).click();
      await page.getByRole('dialog', { name: 'Where should your credits be stored?' }).waitFor();
    },
  },
  {
    name: 'buy-amount',
    shows: dialog('Buy credits'),
    scenario: 'providers',
    act: async (page) => {
      await buy(page);
      await page.getByRole('textbox', { name: 'Amount' }).fill('7.50');
    },
    isAlsoNarrow: true,
  },
  {
    name: 'invoice-lightning',
    shows: dialog('Your purchase'),
    scenario: 'invoice',
    act: async (page) => {
      await followPurchase(page);
      await invoice(page);
    },
    isAlsoNarrow: true,
  },
  {
    name: 'invoice-on-chain',
    shows: dialog('Your purchase'),
    scenario: 'invoice',
    act: async (page) => {
      await followPurchase(page);
      await page.getByRole('radio', { name: 'On-chain' }).click();
    },
  },
  {
    name: 'invoice-part',
    shows: words(/^Partial payment received/),
    scenario: 'invoice-part',
    act: async (page) => {
      await followPurchase(page);
      await invoice(page);
    },
  },
  { name: 'buy-seen', shows: dialog('Your purchase'), scenario: 'invoice-seen', act: followPurchase },
  {
    name: 'buy-expired',
    shows: (page) => button(page, 'Start again'),
    scenario: 'invoice',
    act: async (page) => {
      await followPurchase(page);
      await invoice(page);
      await page.evaluate((path) => fetch(path, { method: 'POST' }), `/double/checkout/${firstOrder}/expire`);
      await button(page, 'Start again').waitFor();
    },
  },
  {
    name: 'purchases',
    shows: dialog('Purchases'),
    scenario: 'purchases',
    act: fromPanel('All purchases', 'Purchases'),
    isAlsoNarrow: true,
  },
  {
    name: 'recovery-kit',
    shows: dialog('Save your recovery kit'),
    scenario: 'pro',
    act: fromPanel('Save your recovery kit…', 'Save your recovery kit'),
  },
  {
    name: 'have-a-token',
    shows: dialog('Restore credits'),
    scenario: 'kept-token',
    act: async (page) => {
      await fromPanel('Restore credits…', 'Restore credits')(page);
      await button(page, /^Use again/).waitFor();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'forget-token',
    shows: dialog(/^Remove your/),
    scenario: 'pro',
    act: fromPanel('Remove credits from this device…', /^Remove your/),
  },
  {
    name: 'settings-general',
    shows: dialog('Settings'),
    scenario: 'ready',
    act: (page) => openSettings(page, 'General'),
  },
  {
    name: 'settings-models',
    shows: dialog('Settings'),
    scenario: 'ready',
    act: (page) => openSettings(page, 'Models'),
  },
  {
    name: 'settings-connections',
    shows: dialog('Settings'),
    scenario: 'ready',
    act: (page) => openSettings(page, 'Connections'),
  },
  {
    name: 'compare',
    scenario: 'ready',
    shows: (page) => button(page, /^Go on with this: the answer from qwen3/),
    act: async (page) => {
      await openNewest(page);
      await button(page, 'Use another model').last().click();
      await page.getByRole('menuitem', { name: 'Compare with qwen3:8b' }).click();
      await button(page, /^Go on with this: the answer from qwen3/).waitFor();
      await button(page, /^Go on with this: the answer from qwen3/).scrollIntoViewIfNeeded();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'compare-choosing',
    scenario: 'ready',
    shows: (page) => button(page, /^Compare with qwen3:8b$/),
    act: async (page) => {
      await chooseSecond(page);
    },
    isAlsoNarrow: true,
  },
  {
    name: 'compare-waiting',
    scenario: 'thinking',
    shows: (page) => page.getByText('Starts when the other answer is done'),
    act: async (page) => {
      await chooseSecond(page);
      await page.getByRole('textbox', { name: 'Message' }).fill('Which years are leap years?');
      await page.keyboard.press('Enter');
      await page.getByText('Starts when the other answer is done').waitFor();
    },
    isAlsoNarrow: true,
  },
  {
    name: 'settings-usage',
    shows: (page) => page.getByRole('img', { name: /^Messages by day/ }),
    scenario: 'used',
    act: (page) => openSettings(page, 'Usage'),
    isAlsoNarrow: true,
  },
  {
    name: 'settings-usage-table',
    shows: (page) => page.getByRole('table'),
    scenario: 'used',
    act: async (page) => {
      await openSettings(page, 'Usage');
      await page.getByRole('radio', { name: 'Place' }).click();
      await button(page, 'Show table: Credits').click();
      await page.getByRole('table').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings-ollamas',
    shows: (page) => page.getByRole('listitem', { name: 'Workshop' }),
    scenario: 'ollamas',
    act: (page) => openSettings(page, 'Connections'),
    isAlsoNarrow: true,
  },
  {
    name: 'settings-ollama-added',
    shows: (page) => page.getByRole('textbox', { name: 'Address' }),
    scenario: 'ollamas',
    act: async (page) => {
      await openSettings(page, 'Connections');
      await button(page, 'Add an Ollama').click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Attic');
      await page.getByRole('textbox', { name: 'Address' }).fill('http://192.168.1.30:11434');
      await button(page, 'Add a header').click();
      await page.getByRole('textbox', { name: 'Header', exact: true }).fill('X-Api-Key');
    },
    isAlsoNarrow: true,
  },
  {
    name: 'models-of-ollamas',
    shows: (page) => page.getByRole('option', { name: /Away/ }),
    scenario: 'ollamas',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Model' }).click();
    },
    isAlsoNarrow: true,
  },
  { name: 'settings-about', shows: dialog('Settings'), scenario: 'ready', act: (page) => openSettings(page, 'About') },
];
