// A long chat is told from its end: at once what is shown first, then all of it in steps.
import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/preload/contract/chats.ts';
import type { ChatId, MessageId } from '../../../src/preload/contract/ids.ts';
import { insertChat, setChatLeaf } from '../../../src/main/core/chat/chat-queries.ts';
import { insertQuestion } from '../../../src/main/core/chat/message-queries.ts';
import { pathTo } from '../../../src/renderer/features/chat/message-tree.ts';
import { foldChat, type ChatState } from '../../../src/renderer/rpc/chat-state.ts';
import { textParts } from '../../../src/preload/contract/parts.ts';
import { chatId, messageId, openScene, type Scene } from './scene.ts';

/** A chat of `count` messages one under the other, and beside its fifth another version. */
function longChat({ store, clock }: Scene, count: number): { readonly id: ChatId; readonly ids: readonly MessageId[] } {
  const id = chatId();
  const ids: MessageId[] = [];
  store.db.transact('relaxed', () => {
    insertChat(store.db, { id, model: null, now: clock.now() });
    const put = (parentId: MessageId | null, text: string): MessageId => {
      const own = messageId();
      const parts = textParts(text);
      insertQuestion(store.db, { id: own, chatId: id, parentId, role: 'user', parts, createdAt: clock.now() });
      return own;
    };
    for (let n = 0; n < count; n += 1) {
      ids.push(put(ids.at(-1) ?? null, `message ${n}`));
      if (n === 4) put(ids[3] ?? null, 'another fifth');
    }
    setChatLeaf(store.db, id, ids.at(-1) ?? messageId());
  });
  return { id, ids };
}

async function opened(scene: Scene, id: ChatId, count: number): Promise<ChatEvent[]> {
  const leave = new AbortController();
  const stream = await scene.client.chats.open({ id }, { signal: leave.signal });
  const events: ChatEvent[] = [];
  while (events.length < count) {
    const next: IteratorResult<ChatEvent> = await stream.next();
    if (next.done === true) break;
    events.push(next.value);
  }
  leave.abort();
  return events;
}

const stateAfter = (events: readonly ChatEvent[]): ChatState | null =>
  events.reduce<ChatState | null>((state, event) => foldChat(state, event), null);

describe('opening a chat', () => {
  test('of a hundred messages tells it at once', async () => {
    const scene = openScene();
    const { id } = longChat(scene, 99);
    const [first] = await opened(scene, id, 1);
    expect(first).toMatchObject({ kind: 'snapshot' });
  });

  test('of more tells its end first, and then the whole of it in steps that a page folds to the same chat', async () => {
    const scene = openScene();
    const { id, ids } = longChat(scene, 1_200);
    const events = await opened(scene, id, 4);
    expect(events.map((event) => event.kind)).toEqual(['end', 'earlier', 'earlier', 'earlier']);
    const end = stateAfter(events.slice(0, 1));
    expect(end).toMatchObject({ kind: 'open', isWhole: false });
    if (end?.kind !== 'open') throw new Error('it is open');
    expect(pathTo(end.messages, end.leafId).map((message) => message.id)).toEqual(ids.slice(-40));
    expect(stateAfter(events.slice(0, 3))).toMatchObject({ isWhole: false, messages: end.messages });
    const whole = stateAfter(events);
    if (whole?.kind !== 'open') throw new Error('it is open');
    expect(whole).toMatchObject({ isWhole: true, arriving: null });
    expect(pathTo(whole.messages, whole.leafId).map((message) => message.id)).toEqual(ids);
    expect(whole.messages.size).toBe(1_201);
  });

  test('of as many messages as steps hold ends, too', async () => {
    const scene = openScene();
    const { id } = longChat(scene, 999);
    const events = await opened(scene, id, 4);
    expect(
      events.map((event) => (event.kind === 'earlier' ? [event.messages.length, event.isLast] : event.kind)),
    ).toEqual(['end', [500, false], [500, false], [0, true]]);
    expect(stateAfter(events)).toMatchObject({ isWhole: true });
  });

  test('tells what is said meanwhile after the steps, so that it is the newest that stays', async () => {
    const scene = openScene();
    const { id, ids } = longChat(scene, 300);
    const stream = await scene.client.chats.open({ id });
    const events: ChatEvent[] = [];
    const take = async (): Promise<void> => {
      const next: IteratorResult<ChatEvent> = await stream.next();
      if (next.done !== true) events.push(next.value);
    };
    await take();
    await scene.client.chats.setLeaf({ id, leafId: ids[9] ?? messageId() });
    await take();
    await take();
    expect(events.map(({ kind }) => kind)).toEqual(['end', 'earlier', 'message']);
    const state = stateAfter(events);
    expect(state).toMatchObject({ kind: 'open', isWhole: true, leafId: ids[9] });
    await stream.return?.();
  });

  test('once more, after a lost line, keeps what is in sight until it is whole again', async () => {
    const scene = openScene();
    const { id } = longChat(scene, 300);
    const events = await opened(scene, id, 2);
    const whole = stateAfter(events);
    if (whole?.kind !== 'open') throw new Error('it is open');
    const again = events.slice(0, 1).reduce(foldChat, whole);
    expect(again).toMatchObject({ isWhole: true });
    if (again.kind !== 'open') throw new Error('it is open');
    expect(again.messages.size).toBe(301);
    expect(events.slice(1).reduce(foldChat, again)).toMatchObject({ isWhole: true, arriving: null });
  });
});
