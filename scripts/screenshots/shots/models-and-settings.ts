// Pictures of models, the first start and the settings.
import { button, dialog, heading, message, openModels, openNewest, openSettings, visible, type Shot } from './steps.ts';

export const modelShots: readonly Shot[] = [
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
    name: 'demo-model',
    shows: message,
    scenario: 'demo',
    act: (page) => page.getByRole('textbox', { name: 'Message' }).waitFor(),
  },
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
