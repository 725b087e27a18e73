// A plain search through the double's chats, giving hits in the parts the page draws.
import type { SearchHit } from '../../../src/preload/contract/chats.ts';
import type { Chat } from '../../../src/preload/contract/message.ts';
import { textOf } from '../../../src/preload/contract/parts.ts';

const around = 36;

export function searchChats(chats: readonly Chat[], query: string): SearchHit[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const hits = chats.flatMap((chat): SearchHit[] => {
    const titleHit = hitIn(chat, null, chat.summary.title ?? '', wanted);
    const messageHits = chat.messages
      .flatMap((message) => hitIn(chat, message.id, textOf(message.parts).replaceAll(/\s+/g, ' '), wanted) ?? [])
      .slice(0, 3);
    return titleHit === null ? messageHits : [titleHit, ...messageHits];
  });
  return hits.slice(0, 50);
}

function hitIn(chat: Chat, messageId: SearchHit['messageId'], text: string, wanted: string): SearchHit | null {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return null;
  const end = at + wanted.length;
  const parts = [
    { text: `${at > around ? '… ' : ''}${text.slice(Math.max(0, at - around), at)}`, isMatch: false },
    { text: text.slice(at, end), isMatch: true },
    { text: `${text.slice(end, end + around)}${end + around < text.length ? ' …' : ''}`, isMatch: false },
  ];
  return {
    chatId: chat.summary.id,
    title: chat.summary.title,
    messageId,
    parts: parts.filter((part) => part.text !== ''),
  };
}
