// Pictures of chats and the composer.
import {
  button,
  buttonNamed,
  chooseSecond,
  dialog,
  message,
  openNewest,
  openParameters,
  waitingMessages,
  writeMeanwhile,
  type Shot,
} from './steps.ts';

export const chatShots: readonly Shot[] = [
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
      await page.getByText('Thinking…').waitFor();
    },
    isAlsoNarrow: true,
  },
];
