// The first minutes: hello, how Ollama comes onto this computer, and a first model.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const onboarding = ({ count, size }: Formats) => ({
  welcome: 'Welcome to Tallystick',
  local:
    'Chat with models that run on your own computer. What you write stays there, unless you choose a model that is marked as running in the cloud or as hosted. You always see what a message costs.',
  elsewhere: 'Chat with the models of your Ollama. You always see where a model runs and what a message costs.',
  start: 'Start chatting',
  tryDemo: 'Try the built-in demo model',
  skip: 'Skip',
  demoNote: 'The demo model isn’t a real language model. It replies with canned answers so you can look around.',

  looking: {
    title: 'Looking for Ollama',
    note: 'This takes a moment.',
    text: 'Ollama is the program that runs the models.',
  },
  waitingForOllama: 'Waiting for Ollama…',
  checkingAgain: 'Checking again every few seconds',
  whatOllamaIs: 'Ollama is a free program that runs models on your computer. Install it to get started:',
  download: 'Download Ollama',
  /** What to type, and where. */
  or: {
    macos: 'Or with Homebrew in the Terminal:',
    windows: 'Or in PowerShell:',
    linux: 'Or in a terminal:',
  },
  startOllama: {
    macos: 'Open Ollama from your Applications, or run this in the Terminal:',
    windows: 'Open Ollama from the Start menu, or run this in PowerShell:',
    linux: 'Start the Ollama service, or run this in a terminal:',
  },
  notInstalledYet: 'Not installed yet?',
  otherComputer: 'Is Ollama on another computer?',

  noModels: 'No models installed',
  noChatModels: 'No chat models installed',
  waitingForModel: 'Waiting for the first model. It appears here once it is downloaded.',
  orFromTerminal: 'Or download one from a terminal',
  /** `bytes`: what it takes on the disk. `memory`: what it needs to run. */
  goodModel: (bytes: number, memory: number) => `Good all-rounder: ${size(bytes)}, needs ${size(memory)} of memory`,
  smallModel: (bytes: number) => `Small and fast: ${size(bytes)}, good for a first try`,
  copyCommand: (command: string) => `Copy “${command}”`,

  /** The second way: models of whoever runs the server. */
  hosted: {
    title: (operator: string) => `Or use a model hosted by ${operator}`,
    note: 'There’s nothing to install. You’re asked before the first message leaves this computer.',
    more: (models: number) => many(models, { one: 'One more model', other: `${count(models)} more models` }),
  },

  /** Some servers do not say their version. */
  ready: (version: string | null) => `${version === null ? 'Ollama' : `Ollama ${version}`} is ready`,
  withModels: (models: number) => ` with ${many(models, { one: 'one model', other: `${count(models)} models` })}.`,

  address: {
    label: 'Ollama address',
    notSaved: 'The address wasn’t saved. Check it and try again.',
    invalid: 'This isn’t a valid address yet.',
    save: 'Save',
  },
  banner: { changeAddress: 'Change address', tryAgain: 'Try again' },
});
