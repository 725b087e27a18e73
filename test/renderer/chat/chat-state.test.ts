// Which messages of a chat's tree are shown.
import { firstOllama } from '../../../src/preload/contract/ids.ts';
import { describe, expect, test } from 'vitest';
import type { Beside, ChatEvent } from '../../../src/preload/contract/chats.ts';
import type { Message } from '../../../src/preload/contract/message.ts';
import { plainParameters } from '../../../src/renderer/features/presets/plain-parameters.ts';
import { branchings, leafBelow, pathTo } from '../../../src/renderer/features/chat/message-tree.ts';
import { foldChat } from '../../../src/renderer/rpc/chat-state.ts';
import { waitingTurn, withWaiting } from '../../../src/renderer/features/chat/waiting-turn.ts';
import { answer, chatId, question } from './sample-messages.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';

const beside: Beside = {
  parameters: plainParameters,
  context: { leftOut: [], summaries: [], changedAt: 0 },
  queue: [],
};
const asked = question(null, 1);
const first = answer(asked.id, 2, { parts: textParts('one') });
const second = answer(asked.id, 3, { parts: textParts('two') });
const more = question(second.id, 4);
const last = answer(more.id, 5);
const all: readonly Message[] = [last, second, asked, more, first];
const messages = new Map(all.map((message) => [message.id, message]));

const opened: ChatEvent = {
  kind: 'snapshot',
  chat: {
    summary: {
      id: chatId,
      title: '',
      model: null,
      venue: 'local',
      ollama: firstOllama,
      sharedWith: null,
      activeRunId: null,
      createdAt: 0,
      updatedAt: 0,
    },
    messages: [asked, first],
    leafId: first.id,
  },
  beside,
};

describe('a chat', () => {
  test('shows the path from the first message to the leaf, whatever order the messages came in', () => {
    expect(pathTo(messages, last.id)).toEqual([asked, second, more, last]);
    expect(pathTo(messages, first.id)).toEqual([asked, first]);
    expect(pathTo(messages, null)).toEqual([]);
  });

  test('knows how many of its messages are not shown, also where it is told in steps', () => {
    if (opened.kind !== 'snapshot') throw new Error('It is one');
    const { beside: told, chat } = opened;
    const whole = foldChat(null, { ...opened, chat: { ...chat, unshown: 2 } });
    expect(whole).toMatchObject({ unshown: 2 });
    const steps: ChatEvent[] = [
      { kind: 'end', chat, beside: told },
      { kind: 'earlier', messages: [], isLast: false, unshown: 1 },
      { kind: 'message', message: first, leafId: first.id },
      { kind: 'earlier', messages: [], isLast: true, unshown: 2 },
    ];
    expect(steps.reduce(foldChat, whole)).toMatchObject({ unshown: 3 });
  });

  test('shows what there is when a parent is missing, and ends on a circle of parents', () => {
    const orphan = answer(question(null, 0).id, 1);
    expect(pathTo(new Map([[orphan.id, orphan]]), orphan.id)).toEqual([orphan]);
    const circle = new Map<Message['id'], Message>([
      [asked.id, { ...asked, parentId: first.id }],
      [first.id, first],
    ]);
    expect(pathTo(circle, first.id).length).toBeLessThanOrEqual(3);
  });

  test('offers versions exactly where a message has siblings, the oldest first', () => {
    const found = branchings(messages);
    expect([...found.keys()].toSorted()).toEqual([first.id, second.id].toSorted());
    expect(found.get(second.id)).toEqual({ index: 1, siblings: [first.id, second.id] });
  });

  test('goes to the newest end of a version when it is chosen', () => {
    expect(leafBelow(messages, second.id)).toBe(last.id);
    expect(leafBelow(messages, first.id)).toBe(first.id);
  });

  test('replaces a message that is told again and follows the leaf it is told with', () => {
    const before = foldChat(null, opened);
    const settled = { ...first, parts: textParts('one, settled') };
    const after = foldChat(before, { kind: 'message', message: settled, leafId: settled.id });
    expect(after).toMatchObject({ kind: 'open', leafId: first.id });
    expect(after.kind === 'open' && after.messages.get(first.id)).toEqual(settled);
    expect(after.kind === 'open' && after.messages.size).toBe(2);
  });

  test('keeps what stands beside it as it is where it has not changed', () => {
    const before = foldChat(null, opened);
    const { runId, id: answerId } = last;
    const parts = textParts('And then?');
    const ids = { id: more.id, chatId, runId, answerId };
    const queue = [{ ...ids, parts, model: 'gemma3', venue: 'local' as const, createdAt: 0 }];
    const after = foldChat(before, { kind: 'beside', beside: { ...structuredClone(beside), queue } });
    if (before.kind !== 'open' || after.kind !== 'open') throw new Error('It is open');
    expect(after.beside?.parameters).toBe(before.beside?.parameters);
    expect(after.beside?.context).toBe(before.beside?.context);
    expect(after.beside?.queue).toEqual(queue);
    expect(after.messages).toBe(before.messages);
  });

  test('shows a question at once, and only until the core has stored it', () => {
    const turn = waitingTurn({
      runId: first.runId,
      chatId,
      answerId: first.id,
      messageId: asked.id,
      parentId: null,
      parts: textParts('Why?'),
      model: { name: 'gemma3', venue: 'local', ollama: firstOllama },
      now: 7,
    });
    const shown = withWaiting(new Map(), turn);
    expect(pathTo(shown, first.id).map((message) => message.role)).toEqual(['user', 'assistant']);
    expect(withWaiting(messages, turn)).toBe(messages);
  });
});
