// Pictures of answers: what can be in them, and how they end.
import { sampleImage } from '../../../test/support/core-double/file-scenarios.ts';
import {
  answer,
  askHosted,
  button,
  buttonNamed,
  dialog,
  message,
  openNewest,
  openWritten,
  scrollTo,
  words,
  type Shot,
} from './steps.ts';

export const answerShots: readonly Shot[] = [
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
      await scrollTo(page.getByRole('article').first());
    },
    isAlsoNarrow: true,
  },
  { name: 'long-question', shows: answer, scenario: 'long-question', act: openNewest },
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
];
