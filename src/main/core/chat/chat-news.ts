// Tells watchers what changed: those of the list of chats, and those of each open chat.
import type { Beside, ChatEvent, ChatsEvent } from '../../../preload/contract/chats.ts';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { ChatSummary, Message } from '../../../preload/contract/message.ts';
import type { ReadableDb } from '../store/db.ts';
import { comparedIn, findChat, leafOf, listChats, loadChat, loadEnd } from './chat-queries.ts';
import { earlierOf } from './message-queries.ts';
import { createFeed } from './feed.ts';

export type ChatNews = {
  readonly watchChats: (signal: AbortSignal) => AsyncGenerator<ChatsEvent>;
  /** null: there is no such chat. */
  readonly openChat: (id: ChatId, signal: AbortSignal) => AsyncGenerator<ChatEvent> | null;
  /** Tell the list how the chat is now, and give it back; null when it is gone. */
  chat(id: ChatId): ChatSummary | null;
  /** Tell the list and the chat of a message that is new or changed. */
  readonly message: (message: Message) => void;
  /** Tell the chat that what stands beside its messages may have changed. */
  readonly beside: (id: ChatId) => void;
  removed(id: ChatId): void;
};

const list = 'list';

type BesideChanged = { readonly kind: 'beside_changed' };

type NewsParts = {
  readonly db: ReadableDb;
  readonly besideOf: (id: ChatId) => Beside;
  readonly reportDefect: (error: unknown) => void;
};

export function createNews({ db, besideOf, reportDefect }: NewsParts): ChatNews {
  const ofList = createFeed<ChatsEvent>();
  const ofChats = createFeed<ChatEvent | BesideChanged>();

  function chat(id: ChatId): ChatSummary | null {
    const found = findChat(db, id);
    if (found !== null) ofList.publish({ topic: list, key: id, event: { kind: 'upserted', chat: found } });
    return found;
  }

  function pictureOfList(): ChatsEvent[] {
    const { rows: chats, unreadable } = listChats(db);
    for (const { id } of chats.filter((one) => one.unreadable))
      reportDefect(new Error(`Chat ${id} cannot be read whole`));
    if (unreadable === 0) return [{ kind: 'snapshot', chats }];
    reportDefect(new Error(`${unreadable} chats cannot be read, and are not listed`));
    return [{ kind: 'snapshot', chats, unlisted: unreadable }];
  }

  function* picture(id: ChatId, beside: () => Beside): Generator<ChatEvent, void, void> {
    for (const event of pictureOf(db, id, beside)) {
      for (const message of unreadableIn(event)) reportDefect(new Error(`Message ${message.id} cannot be read whole`));
      const unshown = unshownIn(event);
      if (unshown > 0) reportDefect(new Error(`${unshown} messages of chat ${id} cannot be read, and are not shown`));
      yield event;
    }
  }

  return {
    chat,
    watchChats: (signal) => ofList.follow(list, pictureOfList, signal),
    openChat(id, signal) {
      if (findChat(db, id) === null) return null;
      const beside = (): Beside => besideOf(id);
      return told(
        ofChats.follow(id, () => picture(id, beside), signal),
        beside,
      );
    },
    message(message) {
      if (chat(message.chatId) === null) return;
      const leafId = leafOf(db, message.chatId) ?? message.id;
      const event = { kind: 'message', message, leafId, ...comparedIn(db, message.chatId) } as const;
      ofChats.publish({ topic: message.chatId, key: message.id, event });
    },
    beside: (id) => ofChats.publish({ topic: id, key: 'beside', event: { kind: 'beside_changed' } }),
    removed(id) {
      ofList.publish({ topic: list, key: id, event: { kind: 'removed', id } });
      ofChats.publish({ topic: id, key: 'chat', event: { kind: 'removed' } });
    },
  };
}

/** Messages that one step reads of a long chat, so that no step keeps the core from anything else for long. */
const stepCount = 500;

/** The chat whole; where it is long its end first, and then all of it in steps. Each step is read when it is asked for. */
function* pictureOf(db: ReadableDb, id: ChatId, beside: () => Beside): Generator<ChatEvent, void, void> {
  const end = loadEnd(db, id);
  if (end === null) {
    const chat = loadChat(db, id);
    return yield chat === null ? { kind: 'removed' } : { kind: 'snapshot', chat, beside: beside() };
  }
  yield { kind: 'end', chat: end, beside: beside() };
  let before: number | null = Number.MAX_SAFE_INTEGER;
  while (before !== null) {
    const step: ReturnType<typeof earlierOf> = earlierOf(db, id, { before, count: stepCount });
    before = step.before;
    const { messages, unshown } = step;
    yield { kind: 'earlier', messages, isLast: before === null, ...(unshown === 0 ? {} : { unshown }) };
  }
}

/** The end of a long chat comes once more with the whole of it. */
function unreadableIn(event: ChatEvent): readonly Message[] {
  const told = event.kind === 'snapshot' ? event.chat.messages : event.kind === 'earlier' ? event.messages : [];
  return told.filter(({ unreadable }) => unreadable);
}

function unshownIn(event: ChatEvent): number {
  return (event.kind === 'snapshot' ? event.chat.unshown : event.kind === 'earlier' ? event.unshown : 0) ?? 0;
}

/** It is looked up when it is told, so that a message on its way waits for nobody who watches, and told only where it is another. */
async function* told(
  news: AsyncGenerator<ChatEvent | BesideChanged>,
  besideNow: () => Beside,
): AsyncGenerator<ChatEvent, void, void> {
  let last = '';
  for await (const change of news) {
    const event: ChatEvent = change.kind === 'beside_changed' ? { kind: 'beside', beside: besideNow() } : change;
    const beside = 'beside' in event ? JSON.stringify(event.beside) : last;
    if (event.kind !== 'beside' || beside !== last) yield event;
    last = beside;
    if (event.kind === 'removed') return;
  }
}
