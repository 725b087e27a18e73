// What the double answers to a question: the words, their pace and how it ends.
import type { Failure, Refusal } from '../../../src/preload/contract/failure.ts';
import type { AnswerState } from '../../../src/preload/contract/message.ts';
import type { ToolCallPart, ToolCallState, ToolResultPart } from '../../../src/preload/contract/part.ts';

/** A call of a tool, and what it gives once the person has said yes. `isAllowed`: it needs no word of theirs. */
export type PlayedCall = Pick<ToolCallPart, 'server' | 'tool' | 'input'> & {
  readonly isAllowed?: boolean;
  /** nothing: it runs until the answer is stopped. */
  readonly gives:
    | Pick<ToolResultPart, 'content' | 'isError' | 'isCut'>
    | Extract<ToolCallState, { kind: 'failed' }>
    | 'nothing';
};

export type ReplyScript = {
  readonly thinking: string;
  readonly text: string;
  /** Asked for after the thoughts, and before the text. */
  readonly calls?: readonly PlayedCall[];
  /** Milliseconds between two pieces. */
  readonly paceMs: number;
  /** never: the run goes on until somebody stops it. */
  readonly end: { readonly kind: 'state'; readonly state: AnswerState } | { readonly kind: 'never' };
};

const done: ReplyScript['end'] = { kind: 'state', state: { kind: 'done', reason: 'stop' } };

export const plainReply: ReplyScript = {
  thinking: '',
  text: [
    'Here is a small, complete example.',
    '',
    '## The idea',
    '',
    'Count by fives: four strokes, then a slash through them. It is quick to cut and quick to read.',
    '',
    '```ts',
    'export function tally(count: number): string {',
    "  const groups = '|'.repeat(Math.floor(count / 5));",
    "  return groups + '/'.repeat(count % 5);",
    '}',
    '```',
    '',
    '- It reads from left to right.',
    '- It never has to be rewritten, only added to.',
    '',
    'That is all a ledger is, in the end.',
  ].join('\n'),
  paceMs: 40,
  end: done,
};

export const thinkingReply: ReplyScript = {
  ...plainReply,
  thinking:
    'The question asks for an example. A tally is short and shows the point well; four strokes and a slash. I should show code, keep it small, and say why it is read so quickly.',
  end: done,
};
export const endlessReply: ReplyScript = {
  ...plainReply,
  text: `${plainReply.text}\n\n`.repeat(40),
  end: { kind: 'never' },
};

/** Stands still where a block of code has begun and has no words yet. */
export const codeBeginsReply: ReplyScript = {
  ...plainReply,
  text: 'Here is a small, complete example.\n\n```ts\n',
  end: { kind: 'never' },
};

export function failingReply(failure: Failure): ReplyScript {
  return {
    ...plainReply,
    text: 'Here is a small, complete example.\n\nCount by fives: four',
    end: { kind: 'state', state: { kind: 'failed', failure } },
  };
}

export function refusingReply(refusal: Refusal): ReplyScript {
  return { ...plainReply, text: '', end: { kind: 'state', state: { kind: 'refused', refusal } } };
}
