// Every state of the screens beside the chat: a situation of the double, and what a person does to see it.
import type { Page } from '@playwright/test';
import type { ScenarioName } from '../../support/core-double/scenarios.ts';
import { pastedList } from '../../support/core-double/tool-scenarios.ts';

export type Screen = {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly act: (page: Page) => Promise<void>;
};

/** Text of so many per cent of its usual size, as the browser's own setting has it. */
export async function setTextSize(page: Page, percent: number): Promise<void> {
  await page.evaluate((size) => {
    document.documentElement.style.fontSize = `${size}%`;
    dispatchEvent(new Event('resize'));
  }, percent);
}

const chatIsThere = (page: Page): Promise<void> => page.getByRole('textbox', { name: 'Message' }).waitFor();

const text =
  (words: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByText(words).first().waitFor();

const settings =
  (tab: string) =>
  async (page: Page): Promise<void> => {
    await chatIsThere(page);
    await page.keyboard.press('Control+,');
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel', { name: tab }).waitFor();
  };

/** From the box that says which model answers. */
const models =
  (tab: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('combobox', { name: 'Model' }).click();
    await page.getByRole('button', { name: 'Manage models…' }).click();
    const name = new RegExp(`^${tab}`);
    await page.getByRole('dialog', { name: 'Models' }).getByRole('tab', { name }).click();
    await page.getByRole('tabpanel', { name }).waitFor();
  };

async function examine(page: Page): Promise<void> {
  await settings('Connections')(page);
  await page.getByRole('button', { name: 'Check the connection' }).click();
  await page.getByRole('button', { name: 'Copy the result' }).waitFor();
}

async function addOllama(page: Page): Promise<void> {
  await settings('Connections')(page);
  await page.getByRole('button', { name: 'Add an Ollama' }).click();
  const form = page.getByRole('form', { name: 'Add an Ollama' });
  // Not encrypted, which the form says.
  await form.getByRole('textbox', { name: 'Address' }).fill('http://192.168.1.30:11434');
  await form.getByRole('button', { name: 'Add a header' }).click();
  await form.getByRole('textbox', { name: 'Header', exact: true }).fill('X-Api-Key');
}

async function removeOllama(page: Page): Promise<void> {
  await settings('Connections')(page);
  await page.getByRole('button', { name: 'Remove Workshop' }).click();
  await page.getByText('Remove Workshop?').waitFor();
}

async function everythingOfTools(page: Page): Promise<void> {
  await settings('Tools')(page);
  await page.getByRole('button', { name: '3 tools' }).click();
  await page.getByRole('button', { name: 'What the server said last' }).first().click();
  await page.getByRole('combobox', { name: 'Before write_file runs' }).waitFor();
}

async function panel(page: Page): Promise<void> {
  await chatIsThere(page);
  await page.getByRole('status', { name: 'Credits' }).getByRole('button').click();
  await page.getByRole('dialog', { name: 'Credits in detail' }).waitFor();
}

const fromPanel =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await panel(page);
    const entry = page.getByRole('button', { name });
    const isDialog = page.getByRole('dialog', { name: 'Credits in detail' });
    await entry.click();
    await isDialog.waitFor({ state: 'detached' });
    await page.getByRole('dialog').waitFor();
  };

/** From the panel, where every window has it. */
async function buy(page: Page): Promise<void> {
  await panel(page);
  await page.getByRole('dialog', { name: 'Credits in detail' }).getByRole('button', { name: 'Buy credits' }).click();
  await page.getByRole('dialog', { name: 'Buy credits' }).waitFor();
}

async function follow(page: Page): Promise<void> {
  await panel(page);
  await page
    .getByRole('dialog', { name: 'Credits in detail' })
    .getByRole('button', { name: 'Continue' })
    .first()
    .click();
  await page.getByRole('dialog', { name: 'Your purchase' }).waitFor();
}

async function showChats(page: Page): Promise<void> {
  await chatIsThere(page);
  const list = page.getByRole('navigation', { name: 'Chat list' });
  if (!(await list.isVisible())) await page.getByRole('button', { name: 'Show chats' }).click();
  await list.waitFor();
}

const search =
  (query: string, found: string) =>
  async (page: Page): Promise<void> => {
    await showChats(page);
    await page.getByRole('searchbox', { name: 'Search chats' }).fill(query);
    await page.locator(found).first().waitFor();
  };

async function everyHosted(page: Page): Promise<void> {
  await page.getByText('2 more models').click();
  await page.getByRole('button', { name: /deepseek/ }).waitFor();
}

async function parameters(page: Page): Promise<void> {
  await chatIsThere(page);
  await page.getByRole('button', { name: /^Model parameters/ }).click();
  await page.getByRole('dialog', { name: 'How the model answers' }).waitFor();
}

export const screens: readonly Screen[] = [
  { name: 'welcome, Ollama missing', scenario: 'onboarding-missing', act: text('Welcome to Tallystick') },
  { name: 'welcome, Ollama stopped', scenario: 'onboarding-stopped', act: text('Welcome to Tallystick') },
  { name: 'welcome, no models', scenario: 'onboarding-no-models', act: text('Welcome to Tallystick') },
  { name: 'welcome, Ollama missing, with hosted models', scenario: 'hosted-first', act: everyHosted },
  { name: 'welcome, the first model is on its way', scenario: 'onboarding-downloading', act: text('gemma3:12b') },
  { name: 'models', scenario: 'models', act: models('Installed') },
  {
    name: 'models, one in detail',
    scenario: 'models',
    act: async (page) => {
      await models('Installed')(page);
      await page.getByRole('button', { name: 'Details of gemma3:4b' }).click();
      await page.getByRole('region', { name: 'Template' }).waitFor();
    },
  },
  {
    name: 'models, one is copied',
    scenario: 'models',
    act: async (page) => {
      await models('Installed')(page);
      await page.getByRole('button', { name: 'Copy gemma3:4b' }).click();
      await page.getByRole('textbox', { name: 'New name' }).fill('a b');
      await page.keyboard.press('Enter');
      await page.getByText('A model’s name has no spaces.').waitFor();
    },
  },
  {
    name: 'models, one is about to go',
    scenario: 'models',
    act: async (page) => {
      await models('Installed')(page);
      await page.getByRole('button', { name: 'Delete qwen3:8b' }).click();
      await page.getByRole('button', { name: 'Undo deleting qwen3:8b' }).waitFor();
    },
  },
  { name: 'models of the cloud', scenario: 'cloud', act: models('Installed') },
  { name: 'models with long names', scenario: 'long-names', act: models('Installed') },
  { name: 'models, recommended', scenario: 'models', act: models('Download') },
  { name: 'models, on their way', scenario: 'downloading', act: models('Download') },
  {
    name: 'models, one too large for the disk',
    scenario: 'models',
    act: async (page) => {
      await models('Download')(page);
      await page.getByRole('button', { name: 'Download llama3.3:70b' }).click();
      await page.getByRole('button', { name: 'Download anyway' }).waitFor();
    },
  },
  { name: 'models in memory', scenario: 'models', act: models('In memory') },
  { name: 'models, none in memory', scenario: 'ready', act: models('In memory') },
  { name: 'models, none', scenario: 'hosted-only', act: models('Installed') },
  { name: 'models, Ollama away', scenario: 'ollama-away', act: models('Installed') },
  {
    name: 'the model picker',
    scenario: 'models',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Model' }).click();
      await page.getByRole('button', { name: 'Manage models…' }).waitFor();
    },
  },
  { name: 'settings, general', scenario: 'ready', act: settings('General') },
  { name: 'settings, models', scenario: 'ready', act: settings('Models') },
  { name: 'settings, connections', scenario: 'ready', act: settings('Connections') },
  { name: 'the connection, all well', scenario: 'ready', act: examine },
  { name: 'the connection, refused', scenario: 'connection-refused', act: examine },
  { name: 'the connection, with notes', scenario: 'connection-notes', act: examine },
  { name: 'the connection, another address', scenario: 'connection-family', act: examine },
  { name: 'settings, connections without a server', scenario: 'offline', act: settings('Connections') },
  {
    name: 'settings, usage',
    scenario: 'used',
    act: async (page) => {
      await settings('Usage')(page);
      await page.getByRole('img', { name: /^Messages by day/ }).waitFor();
      await page.getByRole('button', { name: 'Show table: Tokens read' }).click();
      await page.getByRole('table').waitFor();
    },
  },
  {
    name: 'settings, nothing used',
    scenario: 'ready',
    act: async (page) => {
      await settings('Usage')(page);
      await page.getByText('No answer ended in this period.').waitFor();
    },
  },
  { name: 'settings, tools, none yet', scenario: 'ready', act: settings('Tools') },
  { name: 'settings, tools', scenario: 'tools', act: everythingOfTools },
  {
    name: 'settings, tools, one is to be started',
    scenario: 'tools',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('switch', { name: 'Weather' }).click();
      await page.getByRole('group', { name: 'Start “Weather”?' }).waitFor();
    },
  },
  {
    name: 'settings, tools, one is to be removed',
    scenario: 'tools',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('button', { name: 'Remove Weather' }).click();
      await page.getByRole('group', { name: /^Remove/ }).waitFor();
    },
  },
  {
    name: 'settings, tools, a form with what is wrong',
    scenario: 'tools',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('button', { name: 'Edit Postgres' }).click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('');
      await page.getByRole('textbox', { name: 'Name 1' }).fill('1');
      await page.keyboard.press('Enter');
      await page.getByText('Give it a name.').waitFor();
    },
  },
  {
    name: 'settings, tools, an address',
    scenario: 'tools',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('button', { name: 'Edit Notes' }).click();
      await page.getByRole('textbox', { name: 'Address' }).waitFor();
    },
  },
  {
    name: 'settings, tools, a list that cannot be read',
    scenario: 'tools',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('button', { name: 'Paste a list' }).click();
      await page.getByRole('textbox', { name: 'JSON' }).fill('{');
      await page.getByRole('button', { name: 'Look through it' }).click();
      await page.getByText('This isn’t valid JSON.').waitFor();
    },
  },
  {
    name: 'settings, tools, a list is looked through',
    scenario: 'tools',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('button', { name: 'Paste a list' }).click();
      await page.getByRole('textbox', { name: 'JSON' }).fill(pastedList);
      await page.getByRole('button', { name: 'Look through it' }).click();
      await page.getByRole('list', { name: 'Servers in the list' }).waitFor();
    },
  },
  {
    name: 'settings, tools, allowed in chats',
    scenario: 'tools-allowed',
    act: async (page) => {
      await settings('Tools')(page);
      await page.getByRole('button', { name: '3 tools' }).click();
      await page.getByRole('list', { name: 'Chats in which read_text_file is allowed' }).waitFor();
      await page.getByRole('button', { name: 'Last output of Files' }).click();
    },
  },
  {
    name: 'the tools of a chat',
    scenario: 'tool-reply',
    act: async (page) => {
      await page.getByRole('button', { name: 'Tools: 3 tools' }).click();
      await page.getByRole('button', { name: 'Tools of Files' }).click();
      await page.getByRole('checkbox', { name: 'write_file' }).uncheck();
    },
  },
  {
    name: 'the tools of a chat with a hosted model',
    scenario: 'hosted-tools',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Model' }).click();
      await page.getByRole('option', { name: /qwen3-235b/ }).click();
      await page.getByRole('button', { name: 'Tools: 3 tools' }).click();
      await page.getByText('What your tools give is sent to Fjord Compute').waitFor();
    },
  },
  {
    name: 'another chat waits for approval',
    scenario: 'tool-asked',
    act: async (page) => {
      await showChats(page);
      await page.getByRole('button', { name: '1 chat is waiting for your approval' }).waitFor();
    },
  },
  { name: 'settings, about', scenario: 'ready', act: settings('About') },
  { name: 'chats', scenario: 'ready', act: showChats },
  { name: 'no chats', scenario: 'empty', act: showChats },
  { name: 'search', scenario: 'ready', act: search('tally', 'mark') },
  { name: 'search without a result', scenario: 'ready', act: search('xyzzy', 'nav h2') },
  {
    name: 'a chat was deleted',
    scenario: 'ready',
    act: async (page) => {
      await showChats(page);
      await page.locator('[data-row]').first().focus();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: /^Undo/ }).waitFor();
    },
  },
  {
    name: 'a chat is renamed',
    scenario: 'ready',
    act: async (page) => {
      await showChats(page);
      await page.locator('[data-row]').first().focus();
      await page.keyboard.press('F2');
      await page.getByRole('textbox', { name: 'Chat title' }).waitFor();
    },
  },
  {
    name: 'the menu of a chat',
    scenario: 'ready',
    act: async (page) => {
      await showChats(page);
      await page.locator('[data-row]').first().focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  { name: 'credits, free', scenario: 'ready', act: panel },
  { name: 'credits, bought', scenario: 'pro', act: panel },
  { name: 'credits, none', scenario: 'refused-free', act: panel },
  { name: 'credits, offline', scenario: 'offline', act: panel },
  { name: 'credits, token gone', scenario: 'token-gone', act: panel },
  { name: 'credits, token unreadable', scenario: 'token-unreadable', act: panel },
  { name: 'credits, signed in', scenario: 'signed-in', act: panel },
  { name: 'credits, signed out by the issuer', scenario: 'signed-out', act: panel },
  { name: 'credits, with a way to sign in', scenario: 'can-sign-in', act: panel },
  { name: 'plans', scenario: 'plans', act: fromPanel('See plans') },
  { name: 'credits, with a plan', scenario: 'plan-active', act: panel },
  { name: 'signing in, in a tab', scenario: 'can-sign-in', act: fromPanel('Sign in') },
  { name: 'signing in, in a browser', scenario: 'can-sign-in-browser', act: fromPanel('Sign in') },
  { name: 'credits, still asked for', scenario: 'checking', act: panel },
  { name: 'buy credits', scenario: 'providers', act: buy },
  { name: 'buy credits, for whom', scenario: 'signed-in', act: buy },
  { name: 'buy credits, as a member', scenario: 'team-member', act: buy },
  { name: 'buy credits, signed out', scenario: 'signed-out', act: buy },
  { name: 'a purchase that waits for its account', scenario: 'purchase-waits', act: follow },
  { name: 'plans, as a member', scenario: 'team-member', act: fromPanel('See plans') },
  { name: 'plans, for the team', scenario: 'team-owner', act: fromPanel('Manage subscription') },

  {
    name: 'buy credits, an amount that is wrong',
    scenario: 'providers',
    act: async (page) => {
      await buy(page);
      await page.getByRole('textbox', { name: 'Amount' }).fill('1');
      await page.getByRole('button', { name: /^Pay/ }).click();
      await page.getByText('Choose an amount').waitFor();
    },
  },
  { name: 'buy credits, offline', scenario: 'offline', act: buy },
  {
    name: 'where to keep the token',
    scenario: 'keychain-missing',
    act: async (page) => {
      await buy(page);
      await page.getByRole('button', { name: /^Pay/ }).click();
      await page.getByRole('radio').first().waitFor();
      await page.getByRole('button', { name: 'Continue' }).waitFor();
    },
  },
  {
    name: 'an invoice',
    scenario: 'invoice',
    act: async (page) => {
      await follow(page);
      await page.getByRole('link', { name: 'Open in wallet' }).waitFor();
    },
  },
  {
    name: 'an invoice paid in part',
    scenario: 'invoice-part',
    act: async (page) => {
      await follow(page);
      await page.getByRole('link', { name: 'Open in wallet' }).waitFor();
    },
  },
  { name: 'an invoice whose time is over', scenario: 'invoice-lapsed', act: follow },
  { name: 'an invoice, offline', scenario: 'invoice-offline', act: follow },
  { name: 'a payment seen', scenario: 'invoice-seen', act: follow },
  { name: 'a card declined', scenario: 'card-declined', act: follow },
  {
    name: 'purchases',
    scenario: 'purchases',
    act: async (page) => {
      await fromPanel('All purchases')(page);
      await page.getByRole('button', { name: 'Receipt' }).first().waitFor();
    },
  },
  { name: 'the recovery kit', scenario: 'pro', act: fromPanel('Save your recovery kit') },
  {
    name: 'restore credits',
    scenario: 'kept-token',
    act: async (page) => {
      await fromPanel('Restore credits')(page);
      await page.getByRole('button', { name: /^Use again/ }).waitFor();
    },
  },
  { name: 'remove credits', scenario: 'pro', act: fromPanel('Remove credits from this device') },
  {
    name: 'a chat that is too long for its model',
    scenario: 'context-full',
    act: async (page) => {
      await showChats(page);
      await page.locator('[data-row]').first().click();
      await page.getByRole('button', { name: 'Make it fit…' }).waitFor();
    },
  },
  {
    name: 'the ways on of a chat that is too long',
    scenario: 'context-full',
    act: async (page) => {
      await showChats(page);
      await page.locator('[data-row]').first().click();
      await page.getByRole('button', { name: 'Make it fit…' }).click();
      await page.getByRole('dialog', { name: 'What the model sees' }).waitFor();
    },
  },
  { name: 'several Ollamas', scenario: 'ollamas', act: settings('Connections') },
  { name: 'an Ollama is added', scenario: 'ollamas', act: addOllama },
  { name: 'an Ollama is about to go', scenario: 'ollamas', act: removeOllama },
  { name: 'parameters', scenario: 'presets', act: parameters },
  {
    name: 'parameters, a value that is wrong',
    scenario: 'presets',
    act: async (page) => {
      await parameters(page);
      await page.getByRole('textbox', { name: 'Temperature' }).fill('9');
      await page.getByText('Enter a number from').waitFor();
    },
  },
  { name: 'Ollama away', scenario: 'ollama-away', act: chatIsThere },
];
