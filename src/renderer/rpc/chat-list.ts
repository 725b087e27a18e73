// The list of chats as the page keeps it: newest first, folded from what the core says of it.
import type { ChatsEvent } from '../../preload/contract/chats.ts';
import type { ChatSummary } from '../../preload/contract/message.ts';

/** `unlisted`: how many chats there are beside these, which the app cannot read. */
export type ChatList = { readonly chats: readonly ChatSummary[]; readonly unlisted: number };

export function foldChats(previous: ChatList | null, event: ChatsEvent): ChatList {
  switch (event.kind) {
    case 'snapshot':
      return { chats: event.chats.toSorted(newestFirst), unlisted: event.unlisted ?? 0 };
    case 'upserted': {
      const { chats, unlisted } = without(previous, event.chat.id);
      return { chats: [...chats, event.chat].toSorted(newestFirst), unlisted };
    }
    case 'removed':
      return without(previous, event.id);
  }
}

function without(list: ChatList | null, id: string): ChatList {
  const { chats, unlisted } = list ?? { chats: [], unlisted: 0 };
  return { chats: chats.filter((chat) => chat.id !== id), unlisted };
}

/** Ids break ties, so that the order never depends on how the list came about. */
function newestFirst(a: ChatSummary, b: ChatSummary): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
}
