// Which two answers of a chat stand side by side, kept while the window lives. Elsewhere, and afterwards, they are two versions.
import { MessageId } from '../../../../preload/contract/ids.ts';
import type { AnswerMessage, Message } from '../../../../preload/contract/message.ts';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export type Pair = readonly [first: MessageId, second: MessageId];

const keyOf = (chatId: string): string => `tallystick.compared.${chatId}`;

export function readPair(keep: Keep, chatId: string): Pair | null {
  try {
    const [first, second] = (keep.getItem(keyOf(chatId)) ?? '').split(' ').map((id) => MessageId.safeParse(id));
    return first?.success === true && second?.success === true ? [first.data, second.data] : null;
  } catch {
    // Storage can be forbidden; then they are versions.
    return null;
  }
}

export function writePair(keep: Keep, chatId: string, pair: Pair | null): void {
  try {
    if (pair === null) keep.removeItem(keyOf(chatId));
    else keep.setItem(keyOf(chatId), pair.join(' '));
  } catch {
    // Full or forbidden: after a reload they are versions.
  }
}

/** The two answers, where the chat ends with one of them and both are there; else null. */
export function comparedAt(
  pair: Pair | null,
  messages: ReadonlyMap<MessageId, Message>,
  lastId: MessageId | null,
): readonly [AnswerMessage, AnswerMessage] | null {
  if (pair === null || lastId === null || !pair.includes(lastId)) return null;
  const [first, second] = pair.map((id) => messages.get(id));
  if (first?.role !== 'assistant' || second?.role !== 'assistant' || first.parentId !== second.parentId) return null;
  return [first, second];
}
