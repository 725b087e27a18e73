// Search hits gathered under their chats, in the order of the best hit of each.
import type { SearchHit } from '../../../preload/contract/chats.ts';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { chatName } from '../../shared/chat-name.ts';

export type HitGroup = {
  readonly chatId: ChatId;
  /** The title in parts, marked where it matched itself. */
  readonly title: SearchHit['parts'];
  /** Hits inside messages, best first. */
  readonly places: readonly SearchHit[];
};

export function groupHits(hits: readonly SearchHit[]): readonly HitGroup[] {
  const byChat = Map.groupBy(hits, (hit) => hit.chatId);
  return [...byChat].map(([chatId, ofChat]) => {
    const titleHit = ofChat.find((hit) => hit.messageId === null);
    return {
      chatId,
      title: titleHit?.parts ?? [{ text: ofChat[0] === undefined ? '' : chatName(ofChat[0]), isMatch: false }],
      places: ofChat.filter((hit) => hit.messageId !== null),
    };
  });
}
