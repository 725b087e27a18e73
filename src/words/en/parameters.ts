// How a model is asked: the parameters of a chat in plain words, and presets of them.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const parameters = ({ count, decimal }: Formats) => {
  const figure = (value: number): string => (Number.isInteger(value) ? count(value) : decimal(value, 2));
  return {
    title: 'How the model answers',
    forChat: 'Applies to this chat from the next answer on. What you leave empty is up to the model.',
    open: 'Model parameters',
    /** On the button: the preset that the chat has, or how many parameters differ from the model's own. */
    changed: (number: number) => many(number, { one: '1 parameter set', other: `${count(number)} parameters set` }),
    plain: 'Parameters',
    notSaved: 'The parameters couldn’t be saved. Try again.',
    reset: (name: string) => `Reset ${name.toLowerCase()}`,
    resetAll: 'Reset all',
    done: 'Done',
    loading: 'Loading parameters',

    /** What stands in the model's own description. */
    modelsOwn: (value: number) => `The model’s own: ${figure(value)}.`,
    modelsStops: (stops: readonly string[]) =>
      `The model’s own: ${stops.map((stop) => JSON.stringify(stop)).join(', ')}.`,
    ollamasOwn: 'Ollama’s own value.',
    fromTo: (min: number, max: number) => `Enter a number from ${figure(min)} to ${figure(max)}.`,
    wholeFromTo: (min: number, max: number) => `Enter a whole number from ${figure(min)} to ${figure(max)}.`,
    notHosted: 'Hosted models don’t take this, so it isn’t sent.',

    groups: {
      instructions: 'Instructions',
      words: 'Choice of words',
      length: 'Length and form',
      memory: 'Memory',
    },

    systemPrompt: {
      name: 'System prompt',
      hint: 'What the model is told before the chat begins.',
      fromSettings: 'Empty: the one in Settings is used.',
      none: 'No system prompt in this chat',
      noneHint: 'Also not the one in Settings.',
    },
    temperature: {
      name: 'Temperature',
      hint: 'How freely words are chosen. 0 gives nearly the same answer each time; above 1 it gets adventurous.',
    },
    topP: { name: 'Top P', hint: 'Only the likeliest words, which together reach this share, are considered.' },
    topK: { name: 'Top K', hint: 'At most so many words are considered. 0 considers all.' },
    minP: { name: 'Min P', hint: 'Leaves out words that are less likely than this share of the likeliest one.' },
    repeatPenalty: { name: 'Repeat penalty', hint: 'Above 1 the model repeats itself less.' },
    seed: { name: 'Seed', hint: 'The same number gives the same answer again, if all else is the same.' },
    numPredict: { name: 'Longest answer', hint: 'In tokens; a token is about four letters.' },
    numCtx: {
      name: 'Context window',
      hint: 'How many tokens of the chat the model sees at once. A larger window needs more memory, and Ollama loads the model again when it changes.',
    },
    stop: {
      name: 'Stop at',
      hint: 'The answer ends before one of these. One a line, at most four.',
      tooMany: 'At most four, each of at most 100 characters.',
    },
    keepAlive: {
      name: 'Keep in memory',
      hint: 'How long Ollama keeps the model loaded after an answer.',
      own: 'As Ollama is set',
      atOnce: 'Unload at once',
      forever: 'Until Ollama ends',
      minutes: (minutes: number) => many(minutes, { one: '1 minute', other: `${count(minutes)} minutes` }),
      hours: (hours: number) => many(hours, { one: '1 hour', other: `${count(hours)} hours` }),
      seconds: (seconds: number) => many(seconds, { one: '1 second', other: `${count(seconds)} seconds` }),
    },
    think: {
      name: 'Thinking',
      hint: 'Whether, and how long, the model thinks before it answers.',
      own: 'Model’s own',
      levels: { off: 'Off', on: 'On', low: 'Low', medium: 'Medium', high: 'High' },
      cannot: 'This model doesn’t think before it answers.',
      hosted: 'Whether a hosted model can think depends on the model.',
    },
    format: {
      name: 'Form of the answer',
      hint: 'JSON is for programs: the answer is shown as data and checked.',
      text: 'Text',
      json: 'JSON',
      schema: 'JSON by a schema',
      schemaName: 'JSON schema',
      schemaHint: 'The answer has to fit it. Say in the chat what each field is for.',
      notJson: 'This isn’t valid JSON, so it isn’t used yet.',
      /** `detail`: in the words of the program that reads it; may be empty. */
      notSchema: (detail: string) =>
        detail === ''
          ? 'This isn’t a JSON schema, so it isn’t used yet.'
          : `This isn’t a JSON schema that can be used: ${detail}`,
      example:
        '{\n  "type": "object",\n  "properties": { "answer": { "type": "string" } },\n  "required": ["answer"]\n}',
    },

    presets: {
      name: 'Preset',
      none: 'No preset',
      changedFrom: 'Own values',
      asDefault: (name: string) => `${name} (for new chats)`,
      saveAs: 'Save as preset…',
      nameOfNew: 'Name of the preset',
      save: 'Save',
      cancel: 'Cancel',
      more: 'More about presets',
      update: (name: string) => `Save these values to “${name}”`,
      rename: (name: string) => `Rename “${name}”`,
      remove: (name: string) => `Delete “${name}”`,
      makeDefault: (name: string) => `Use “${name}” for new chats`,
      endDefault: 'Use no preset for new chats',
      removed: (name: string) => `Deleted “${name}”.`,
      undo: 'Undo',
      notSaved: 'The preset couldn’t be saved. Try again.',
      tooMany: 'There are too many presets. Delete one first.',
    },

    /** Under an answer that was to have a form. */
    outcome: {
      fits: 'Valid JSON, as asked.',
      notJson: 'A JSON answer was asked for, but this isn’t valid JSON.',
      /** `where`: such as "/city"; empty: the whole. */
      differs: (where: string) =>
        where === ''
          ? 'Valid JSON, but it doesn’t fit the schema.'
          : `Valid JSON, but it doesn’t fit the schema at ${where}.`,
    },
  };
};
