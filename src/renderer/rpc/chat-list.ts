// The list of chats as the page keeps it: newest first, folded from what the core says of it.
import type { ChatsEvent } from '../../preload/contract/chats.ts';
import type { ChatSummary } from '../../preload/contract/message.ts';

export type ChatList = readonly ChatSummary[];

export function foldChats(previous: ChatList | null, event: ChatsEvent): ChatList {
  switch (event.kind) {
    case 'snapshot':
      return event.chats.toSorted(newestFirst);
    case 'upserted':
      return [...without(previous, event.chat.id), event.chat].toSorted(newestFirst);
    case 'removed':
      return without(previous, event.id);
  }
}

function without(list: ChatList | null, id: string): ChatList {
  return (list ?? []).filter((chat) => chat.id !== id);
}

/** Ids break ties, so that the order never depends on how the list came about. */
function newestFirst(a: ChatSummary, b: ChatSummary): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
}
