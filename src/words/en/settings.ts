// The settings, page by page.
import type { AppInfo } from '../../preload/contract/app.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');
const shells = { electron: 'desktop app', web: 'in the browser' } as const;
const platforms = { linux: 'Linux', macos: 'macOS', windows: 'Windows' } as const;

export const settings = ({ count }: Formats) => ({
  title: 'Settings',
  loading: 'Loading settings',
  pages: {
    general: 'General',
    models: 'Models',
    tools: 'Tools',
    connections: 'Connections',
    usage: 'Usage',
    about: 'About',
  },
  refused: {
    invalid: 'This value isn’t valid, so nothing was changed. Correct it and try again.',
    notSaved: 'Couldn’t save. Your changes are still here; try again.',
  },

  general: {
    appearance: 'Appearance',
    appearanceHint: 'Match system appearance, or choose one.',
    system: 'System',
    light: 'Light',
    dark: 'Dark',
    sendWith: 'Send with',
    shiftBreaks: 'Shift+Enter starts a new line.',
    enterBreaks: 'Enter starts a new line.',
    enter: 'Enter',
    /** `key`: such as "Ctrl" or "⌘". */
    withEnter: (key: string) => `${key}+Enter`,
  },

  models: {
    forNewChats: 'Model for new chats',
    forNewChatsHint: 'You can change it in each chat.',
    automatic: 'Automatic',
    notInstalled: (name: string) => `${name} (not installed)`,
    inCloud: (name: string) => `${name} (cloud)`,
    demo: 'Demo model',
    demoHint: 'Not a real language model. It replies with canned answers so you can try the app without Ollama.',
    titles: 'Titles by the model',
    titlesHint:
      'After the first answer, the model that gave it names the chat. Only on your own Ollama, and never charged. Your own names stay.',
    systemPrompt: 'System prompt',
    promptHint: 'Sent at the start of every chat, such as “Answer briefly, in British English.” Leave empty for none.',
    savedOnLeaving: 'Saved when you leave this field.',
    saved: 'Saved.',
    charactersLeft: (left: number, note: string) =>
      `${many(left, { one: '1 character', other: `${count(left)} characters` })} left. ${note}`,
  },

  connections: {
    server: 'Companion server',
    serverHint:
      'Counts messages and sells credits. It never sees what you write to local models. Credits work only with the server you bought them from.',
    undo: 'Undo',
    save: 'Save',
    needsScheme: 'The address must start with http:// or https://.',
    howToWrite: 'Enter an address that starts with http:// or https://, such as http://127.0.0.1:11434.',
    checking: 'Checking…',
    notChecked: 'Couldn’t check this address.',
    serverAway:
      'Can’t reach the server. You can keep chatting with today’s offline messages. Check the address, or try again later.',
    serverThere: (name: string, version: string, isSandbox: boolean) =>
      `Connected to ${name} ${version}.${isSandbox ? ' Test server: no real payments.' : ''}`,
    /** Some servers do not say their version. */
    ollamaThere: (version: string | null, models: number) =>
      `Connected to ${version === null ? 'Ollama' : `Ollama ${version}`}, with ${
        models === 0 ? 'no models yet' : many(models, { one: 'one model', other: `${count(models)} models` })
      }.`,
  },

  about: {
    loading: 'Loading version',
    notLoaded: 'Couldn’t load the version.',
    version: ({ version, shell, platform }: Pick<AppInfo, 'version' | 'shell' | 'platform'>) =>
      `Version ${version}, ${shells[shell]} on ${platforms[platform]}`,
    tallySticks:
      'Tally sticks were split in two so that both sides of a debt held the same record and neither could change it alone. The app keeps one half of every charge, and the server keeps the other.',
    connections: 'Network connections',
    noOthers:
      'The app contacts no other hosts by itself. A picture in an answer is fetched from its host only when you ask to see it. No analytics, no telemetry.',
    models: 'Models for Ollama',
    documentation: 'Ollama’s documentation',
  },
});
