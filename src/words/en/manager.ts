// Looking after the models of an Ollama.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const manager = ({ count, size, percent }: Formats) => ({
  title: 'Models',
  open: 'Manage models…',
  pages: { installed: 'Installed', download: 'Download', memory: 'In memory' },
  /** Beside the name of a page. */
  withCount: (page: string, n: number) => `${page} (${count(n)})`,
  cloud: {
    signedOut: 'Models in Ollama’s cloud need an account there.',
    signIn: 'Sign in to Ollama',
    signedIn: (name: string) => `Signed in to Ollama’s cloud as ${name}.`,
  },
  checking: 'Looking for models…',
  away: (title: string) => `${title}. The list comes back by itself when Ollama does.`,

  search: 'Search models',
  none: 'No models installed.',
  noMatch: 'No model matches.',
  total: (models: number, bytes: number) =>
    `${many(models, { one: 'One model', other: `${count(models)} models` })}, ${size(bytes)} on the disk`,
  tokens: (n: number) => `${count(n)} tokens of context`,
  capabilities: {
    vision: 'Images',
    tools: 'Tools',
    thinking: 'Thinking',
    embedding: 'Embeddings',
    insert: 'Fill in',
    image: 'Draws images',
    audio: 'Audio',
  },
  inMemory: 'In memory',
  details: (name: string) => `Details of ${name}`,
  copy: (name: string) => `Copy ${name}`,
  remove: (name: string) => `Delete ${name}`,
  keep: 'Undo',
  keepNamed: (name: string) => `Undo deleting ${name}`,
  /** `bytes`: what it frees; 0: nothing. `seconds`: until then. */
  goes: (bytes: number, seconds: number) =>
    `Will be deleted in ${String(seconds)} s. ${bytes === 0 ? 'Frees no space: another model uses the same files.' : `Frees ${size(bytes)}.`}`,
  going: 'Deleting…',
  notRemoved: (reason: string) => `Couldn’t delete it. ${reason}`,
  tooLate: 'It had been deleted already.',
  notDone: 'That didn’t work. Try again.',

  newName: 'New name',
  copyHint: 'The copy uses the same files and takes no more space.',
  makeCopy: 'Copy',
  cancelCopy: 'Cancel',
  copied: (name: string) => `Copied to ${name}`,
  taken: (name: string) => `There is a model called ${name} already.`,

  facts: {
    loading: 'Loading details',
    family: 'Family',
    parameterSize: 'Parameters',
    quantization: 'Quantisation',
    size: 'Size',
    context: 'Context',
    tokens: (n: number) => `${count(n)} tokens`,
    can: 'Can do',
    place: 'Runs',
    template: 'Template',
    parameters: 'Settings of the model',
    system: 'System prompt of the model',
    licence: 'Licence',
    copyName: 'Copy the name',
    copyText: (title: string) => `Copy: ${title}`,
    unknown: 'Not known',
  },

  nothingInMemory: 'No model is in memory. One is loaded when you send it a message.',
  /** `share`: of 1, in the memory of graphics cards. */
  onGpu: (share: number) =>
    share >= 1
      ? 'all on the graphics card'
      : share <= 0
        ? 'all on the processor'
        : `${percent(share)} on the graphics card, ${percent(1 - share)} on the processor`,
  memory: (bytes: number) => `${size(bytes)} of memory`,
  unloadsIn: (wait: string) => `unloads in ${wait}`,
  unloadsSoon: 'unloads now',
  stays: 'stays until you unload it',
  unload: 'Unload',
  unloadNamed: (name: string) => `Unload ${name}`,
  keepLoaded: 'Keep',
  keepLoadedNamed: (name: string) => `Keep ${name} in memory`,
  keepFor: {
    label: 'Keep models in memory',
    hint: 'How long a model stays after its last answer. A model that stays answers faster, but its memory isn’t free for other programs.',
    ollama: 'As Ollama is set up',
    now: 'Unload at once',
    minutes: (n: number) => many(n, { one: '1 minute', other: `${count(n)} minutes` }),
    hours: (n: number) => many(n, { one: '1 hour', other: `${count(n)} hours` }),
    always: 'Until unloaded',
  },
});
