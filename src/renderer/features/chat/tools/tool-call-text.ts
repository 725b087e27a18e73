// How a call of a tool stands, in words. Pure.
import type { AnswerMessage } from '../../../../preload/contract/message.ts';
import type { Part, ToolCallPart, ToolCallState, ToolResultPart } from '../../../../preload/contract/part.ts';
import { words } from '../../../words.ts';

/** null where it gave nothing. */
export type Result = ToolResultPart | null;

export function resultOf(parts: readonly Part[], { callId }: ToolCallPart): Result {
  for (const part of parts) if (part.kind === 'tool_result' && part.callId === callId) return part;
  return null;
}

export function sayState({ kind }: ToolCallState, result: Result): string {
  return kind === 'done' && result?.isError === true ? words.toolCalls.state.error : words.toolCalls.state[kind];
}

/** What else there is to know of the end of a call; null: nothing. */
export function explain(state: ToolCallState): string | null {
  const say = words.toolCalls.explained;
  switch (state.kind) {
    case 'failed':
      return `${words.tools.trouble(state.trouble)} ${say.failed}`;
    case 'not_callable':
      return words.toolCalls.notCallable[state.reason];
    case 'refused':
    case 'not_run':
    case 'unknown':
      return say[state.kind];
    case 'asked':
    case 'approved':
    case 'running':
    case 'done':
      return null;
  }
}

/** Whether nothing more is to come of it. */
function isOver({ kind }: ToolCallState): boolean {
  return kind !== 'asked' && kind !== 'approved' && kind !== 'running';
}

export function hasCalls(parts: readonly Part[]): boolean {
  return parts.some(({ kind }) => kind === 'tool_call');
}

/** What a call that stands open comes to in an answer that is over. */
export function atEnd(state: ToolCallState): ToolCallState {
  if (isOver(state)) return state;
  return state.kind === 'running' ? { kind: 'unknown' } : { kind: 'not_run' };
}

/** Whether the model of a running answer is at work and nothing of what it does can be seen yet. */
export function isModelAwaited(parts: readonly Part[]): boolean {
  const last = parts.at(-1);
  if (last?.kind === 'tool_result') return true;
  return last?.kind === 'tool_call' && parts.every((part) => part.kind !== 'tool_call' || isOver(part.state));
}

/** null: it did not call tools again and again. */
export function sayRounds({ notes }: Pick<AnswerMessage, 'notes'>): string | null {
  for (const note of notes) if (note.kind === 'tool_rounds') return words.toolCalls.tooManyRounds(note.rounds);
  return null;
}
