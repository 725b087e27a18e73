// Where one was reading in a chat, kept while the window lives. The end is where one is unless something else was kept.
import { MessageId } from '../../../preload/contract/ids.ts';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** row: so many pixels below the upper edge of a message. */
export type ReadingPlace =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly messageId: MessageId; readonly belowPx: number };

export const atEnd: ReadingPlace = { kind: 'end' };
const keyOf = (chatId: string): string => `tallystick.place.${chatId}`;

export function readPlace(keep: Keep, chatId: string): ReadingPlace {
  try {
    const [, id, px] = /^(\S+) (-?\d+)$/.exec(keep.getItem(keyOf(chatId)) ?? '') ?? [];
    const messageId = MessageId.safeParse(id);
    return messageId.success ? { kind: 'row', messageId: messageId.data, belowPx: Number(px) } : atEnd;
  } catch {
    // Storage can be forbidden; then a chat opens at its end.
    return atEnd;
  }
}

export function writePlace(keep: Keep, chatId: string, place: ReadingPlace): void {
  try {
    if (place.kind === 'end') keep.removeItem(keyOf(chatId));
    else keep.setItem(keyOf(chatId), `${place.messageId} ${Math.round(place.belowPx)}`);
  } catch {
    // Full or forbidden: the next opening is at the end.
  }
}
