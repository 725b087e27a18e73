// Which two answers of a chat are shown side by side until one is chosen. Pure.
import type { MessageId } from '../../../../preload/contract/ids.ts';
import type { AnswerMessage, Message } from '../../../../preload/contract/message.ts';

export type Pair = readonly [first: MessageId, second: MessageId];

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

/** An answer that is made again stands where the one before it stood. */
export function replaced(pair: Pair, before: MessageId, next: MessageId): Pair {
  const [first, second] = pair;
  return [first === before ? next : first, second === before ? next : second];
}
