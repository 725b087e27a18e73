// What the model sees of a chat: the meter, what to do when a chat is too long, and what the model no longer sees.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const context = ({ count, percent, size }: Formats) => {
  const tokens = (number: number): string => many(number, { one: '1 token', other: `${count(number)} tokens` });
  return {
    /** `used`: "~1,204" where it is an estimate. `window`: null where it is not known. */
    figure: (used: number, isExact: boolean) => `${isExact ? '' : '~'}${count(used)}`,
    ofWindow: (figure: string, window: number) => `${figure} / ${count(window)}`,
    meter: (figure: string, window: number | null) =>
      window === null ? `Context: ${figure} tokens` : `Context: ${figure} / ${count(window)} tokens`,
    title: 'What the model sees',
    about:
      'A model reads the whole chat before each answer, and can only read so much at once. Nothing is dropped unless you say so.',
    used: (used: string, window: number | null, share: number | null) =>
      window === null || share === null
        ? `${used} tokens so far. How many fit is known after the first answer.`
        : `${used} of ${tokens(window)}, ${percent(share)}.`,
    estimated: '~ marks an estimate; after an answer the model’s own count stands here.',
    full: 'This chat is too long for the model. Choose how it goes on.',
    close: 'Close',
    working: 'Working…',
    stop: 'Stop',
    failed: 'That didn’t work. Try again.',
    nothing: 'The model wrote no summary. Try another model, or leave out turns.',

    widen: {
      title: 'Widen the window',
      text: 'The model sees more at once. Ollama loads it again, which can take a moment.',
      longest: 'This model can’t see more at once than it does now.',
      hosted: 'The window of a hosted model is the operator’s.',
      unknown: 'Memory it takes: not known',
      /** `bytes`: at most. */
      option: (window: number, bytes: number | null) =>
        bytes === null ? tokens(window) : `${tokens(window)}, up to ${size(bytes)} more`,
      label: 'New window, and the memory it adds',
      action: 'Widen and load again',
    },
    summarise: {
      title: 'Summarise the oldest turns',
      /** `model`: who writes it. */
      text: (model: string) =>
        `${model} writes a summary on your own Ollama. It isn’t charged. The turns stay here to read, and can be sent in full again.`,
      noModel: 'This needs a model of your own, and there is none.',
      keep: 'Keep in full',
      keepTurns: (turns: number) =>
        many(turns, { one: 'the last question', other: `the last ${count(turns)} questions` }),
      action: 'Summarise',
    },
    leaveOut: {
      title: 'Leave out turns',
      text: 'They stay here to read, but the model doesn’t see them.',
      /** `about`: an estimate. */
      turn: (question: string, about: number) => `${question} (~${count(about)})`,
      action: 'Apply',
    },
    carryOver: {
      title: 'Go on in a new chat',
      text: 'It begins with what the model should know of this one.',
      withSummary: 'With a summary',
      withTurns: (turns: number) =>
        many(turns, { one: 'With the last turn', other: `With the last ${count(turns)} turns` }),
      label: 'It begins',
      action: 'New chat',
    },

    lines: {
      summary: (turns: number) =>
        many(turns, {
          one: 'The model sees a summary of the message above.',
          other: `The model sees a summary of the ${count(turns)} messages above.`,
        }),
      carriedSummary: 'This chat begins with a summary of another one.',
      carriedTurns: 'This chat begins with turns of another one.',
      leftOut: 'The model doesn’t see this turn.',
      show: 'Show it',
      hide: 'Hide it',
      forget: 'Send in full',
      forgetCarried: 'Leave it out',
      include: 'Include again',
      by: (model: string) => `Written by ${model}, not charged.`,
      makeFit: 'Make it fit…',
    },
  };
};
