// What a model is sent of a chat: whatever became of the answers, its turns alternate.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { v7 } from 'uuid';
import { turnsOf } from '../../../src/main/core/chat/turns.ts';
import { ChatId, MessageId, RunId } from '../../../src/preload/contract/ids.ts';
import type { AnswerMessage, AnswerState, UserMessage } from '../../../src/preload/contract/message.ts';
import { refusal } from './doubles.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { noFiles } from '../../support/no-files.ts';

const base = () => ({ id: MessageId.parse(v7()), chatId: ChatId.parse(v7()), parentId: null, createdAt: 1 });
const question = (text: string): UserMessage => ({ ...base(), role: 'user', parts: textParts(text) });
const answer = (text: string, state: AnswerState, thinking = ''): AnswerMessage => ({
  ...base(),
  role: 'assistant',
  parts: [...(thinking === '' ? [] : [{ kind: 'thinking' as const, text: thinking, ms: null }]), ...textParts(text)],
  state,
  runId: RunId.parse(v7()),
  model: 'm',
  place: null,
  host: null,
  firstTokenMs: null,
  ollama: null,
  notes: [],
  counts: null,
  charge: { kind: 'none' },
});

const states: readonly AnswerState[] = [
  { kind: 'done', reason: 'stop' },
  { kind: 'done', reason: 'length' },
  { kind: 'stopped' },
  { kind: 'interrupted' },
  { kind: 'failed', failure: { code: 'ollama_cut', detail: null, canRetry: true } },
  { kind: 'refused', refusal },
  { kind: 'streaming' },
];

test('“go on” after an answer of thoughts alone is asked together with its question', () => {
  const path = [question('Why?'), answer('', { kind: 'done', reason: 'length' }, 'Hm'), question('Go on')];
  expect(turnsOf(path, { systemPrompt: '', contents: noFiles })).toEqual([{ role: 'user', text: 'Why?\n\nGo on' }]);
});

test('the turns alternate, begin and end with the person, and leave out no question', () => {
  const exchange = fc.tuple(
    fc.string({ minLength: 1 }),
    fc.constantFrom('', '\n', '\u200b', 'words'),
    fc.constantFrom(...states),
  );
  fc.assert(
    fc.property(fc.array(exchange), fc.constantFrom('', 'Be brief.'), (exchanges, system) => {
      const said = exchanges.flatMap(([asked, text, state]) => [question(asked), answer(text, state)]);
      const turns = turnsOf([...said, question('last')], { systemPrompt: system, contents: noFiles });
      const roles = turns.map((turn) => turn.role);
      expect(roles.slice(0, 1)).toEqual(system === '' ? ['user'] : ['system']);
      expect(roles.at(-1)).toBe('user');
      expect(roles.every((role, index) => index === 0 || role !== roles[index - 1])).toBe(true);
      const asked = turns.flatMap((turn) => (turn.role === 'user' ? [turn.text] : [])).join('\n\n');
      expect(asked).toBe([...exchanges.map(([text]) => text), 'last'].join('\n\n'));
    }),
  );
});
