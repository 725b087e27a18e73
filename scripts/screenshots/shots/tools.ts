// Pictures of the tools that models use.
import { pastedList } from '../../../test/support/core-double/tool-scenarios.ts';
import { button, message, openNewest, openSettings, scrollTo, type Shot } from './steps.ts';

export const toolShots: readonly Shot[] = [
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
];
