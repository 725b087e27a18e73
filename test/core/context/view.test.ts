// What is sent is the path without exactly what the transcript says: no message is lost in silence, and none is sent that is said to be left out.
import * as fc from 'fast-check';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { turnsOf } from '../../../src/main/core/chat/turns.ts';
import { bytesPerToken } from '../../../src/main/core/models/window-memory.ts';
import type { ContextState } from '../../../src/preload/contract/context.ts';
import { viewOf } from '../../../src/preload/contract/context-view.ts';
import { widerWindows } from '../../../src/preload/contract/context-tiers.ts';
import { MessageId, RunId, type ChatId } from '../../../src/preload/contract/ids.ts';
import type { Message } from '../../../src/preload/contract/message.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { chatId } from '../chat/scene.ts';
import { noFiles } from '../../support/no-files.ts';

const plain = { systemPrompt: '', contents: noFiles };

function message(chat: ChatId, n: number): Message {
  const base = {
    id: MessageId.parse(v7()),
    chatId: chat,
    parentId: null,
    parts: textParts(`<${String(n)}>`),
    createdAt: n,
  };
  if (n % 2 === 0) return { ...base, role: 'user' };
  return {
    ...base,
    role: 'assistant',
    runId: RunId.parse(v7()),
    model: 'm',
    place: null,
    host: null,
    firstTokenMs: null,
    ollama: null,
    notes: [],
    state: { kind: 'done', reason: 'stop' },
    counts: null,
    charge: { kind: 'none' },
  };
}

const chat = chatId();
const elsewhere = message(chat, 0).id;

const situation = fc
  .record({
    length: fc.integer({ min: 1, max: 12 }),
    leftOut: fc.array(fc.integer({ min: 0, max: 12 })),
    summaries: fc.array(fc.option(fc.integer({ min: 0, max: 12 }), { nil: null })),
  })
  .map(({ length, leftOut, summaries }) => {
    // A path ends with the question that is asked.
    const path = Array.from({ length: length * 2 - 1 }, (_, n) => message(chat, n));
    const idOf = (place: number): MessageId => path[place]?.id ?? elsewhere;
    const state: ContextState = {
      leftOut: leftOut.map(idOf),
      summaries: summaries.map((place, n) => ({
        id: v7(),
        uptoId: place === null ? null : idOf(place),
        kind: 'summary',
        text: `[summary ${String(n)}]`,
        model: null,
        createdAt: n,
      })),
      changedAt: 0,
    };
    return { path, state };
  });

test('every message of a path is either sent or said to be unseen, never both, and the question is always sent', () => {
  fc.assert(
    fc.property(situation, ({ path, state }) => {
      const { summary, sent, unseen } = viewOf(path, state);
      const text = turnsOf(path, { systemPrompt: 'Be brief.', contents: noFiles, context: state })
        .map((turn) => turn.text)
        .join('\n');
      for (const [n, one] of path.entries()) {
        expect(sent.includes(one)).toBe(!unseen.includes(one));
        expect(text.includes(`<${String(n)}>`)).toBe(!unseen.includes(one));
      }
      expect(sent.at(-1)).toBe(path.at(-1));
      for (const one of state.summaries) expect(text.includes(one.text)).toBe(one === summary);
      // Unseen is what was left out, and what stands before the end of the summary.
      const reach = path.findIndex(({ id }) => id === summary?.uptoId);
      for (const [n, one] of path.entries())
        expect(unseen.includes(one)).toBe(n < path.length - 1 && (n <= reach || state.leftOut.includes(one.id)));
    }),
  );
});

test('what was left out on one branch changes nothing on another', () => {
  const path = Array.from({ length: 5 }, (_, n) => message(chat, n));
  const state: ContextState = { leftOut: [elsewhere], summaries: [], changedAt: 0 };
  expect(turnsOf(path, { ...plain, context: state })).toEqual(turnsOf(path, plain));
});

test('wider windows come in tiers and end with the model’s own', () => {
  expect(widerWindows(4_096, 32_768)).toEqual([8_192, 16_384, 32_768]);
  expect(widerWindows(4_096, 40_960)).toEqual([8_192, 16_384, 32_768, 40_960]);
  expect(widerWindows(32_768, 32_768)).toEqual([]);
  expect(widerWindows(null, 5_000)).toEqual([4_096, 5_000]);
});

test.each([
  // Gemma 3 270M, as the real Ollama describes it.
  [
    {
      block_count: 18,
      'attention.head_count': 4,
      'attention.head_count_kv': 1,
      'attention.key_length': 256,
      'attention.value_length': 256,
      embedding_length: 640,
    },
    18_432,
  ],
  // Without key lengths, and with a list of heads.
  [{ block_count: 2, 'attention.head_count': 4, 'attention.head_count_kv': [2, 0], embedding_length: 64 }, 128],
  [{ block_count: 2, 'attention.head_count': 4, embedding_length: 64 }, 512],
  [{ embedding_length: 64 }, null],
  [{ block_count: 'two' }, null],
])('a token of the window takes at most what the description says: %j', (figures, bytes) => {
  const info = Object.fromEntries(Object.entries(figures).map(([name, value]) => [`gemma3.${name}`, value]));
  expect(bytesPerToken({ model_info: { 'general.architecture': 'gemma3', ...info } })).toBe(bytes);
});
