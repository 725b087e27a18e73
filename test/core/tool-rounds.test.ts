// What models are told of calls of tools: as rounds, and in words where a model takes none.
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { roundsOf, withoutCalls, wordsOf } from '../../src/main/core/tool-rounds.ts';
import { ToolCallId, type Part, type ToolCallPart, type ToolCallState } from '../../src/preload/contract/part.ts';
import { noFiles } from '../support/no-files.ts';

function call(name: string, round: number, state: ToolCallState = { kind: 'done' }): ToolCallPart {
  const callId = ToolCallId.parse(v7());
  return { kind: 'tool_call', callId, round, server: null, tool: name, nameForModels: name, input: { n: 1 }, state };
}
const result = ({ callId }: ToolCallPart, text: string): Part => ({
  kind: 'tool_result',
  callId,
  content: text === '' ? [] : [{ kind: 'text', text }],
  isError: false,
  isCut: false,
});
const says = (text: string): Part => ({ kind: 'text', text });
const namesOf = (parts: readonly Part[]): string[][] =>
  roundsOf(parts, noFiles).rounds.map(({ calls }) => calls.map(({ name }) => name));

describe('the rounds of an answer', () => {
  it('hold the words before their calls, and a result for each in its order', () => {
    const [a, b] = [call('a', 1), call('b', 1)];
    const parts = [says('First.'), a, b, result(b, 'of b'), result(a, 'of a'), says('Last.')];
    const { rounds, text } = roundsOf(parts, noFiles);
    expect(text).toBe('Last.');
    expect(rounds).toMatchObject([{ text: 'First.', results: [{ text: 'of a' }, { text: 'of b' }] }]);
  });

  it('are told apart by their number where nothing is said between them', () => {
    const [a, b, c] = [call('a', 1, { kind: 'refused' }), call('b', 2, { kind: 'refused' }), call('c', 2)];
    expect(namesOf([a, b, c, result(c, 'x')])).toEqual([['a'], ['b', 'c']]);
  });

  it.each([
    [{ kind: 'refused' }, 'refused'],
    [{ kind: 'not_run' }, 'stopped before'],
    [{ kind: 'unknown' }, 'not known'],
    [{ kind: 'failed', trouble: { code: 'slow', waitedS: 120, detail: '' } }, 'slow'],
    [{ kind: 'not_callable', reason: 'unknown_tool' }, 'no tool of this name'],
    [{ kind: 'not_callable', reason: 'gone' }, 'no longer there'],
    [{ kind: 'not_callable', reason: 'input_unreadable' }, 'JSON'],
    [{ kind: 'done' }, 'gave nothing'],
  ] satisfies [ToolCallState, string][])('say of a call that is %o what became of it', (state, told) => {
    const one = call('a', 1, state);
    const parts = state.kind === 'done' ? [one, result(one, '')] : [one];
    expect(roundsOf(parts, noFiles).rounds[0]?.results[0]?.text).toContain(told);
  });

  it('are words for a model that takes no tools, and nothing of them is lost', () => {
    const one = call('a', 1);
    const parts = [says('First.'), one, result(one, 'of a'), says('Last.')];
    const turn = withoutCalls({ role: 'assistant', ...roundsOf(parts, noFiles) });
    expect(turn).toEqual({ role: 'assistant', text: wordsOf(parts) });
    expect(turn.text).toBe('First.\n\n[Tool a was called with {"n":1}]\nof a\n\nLast.');
  });
});
