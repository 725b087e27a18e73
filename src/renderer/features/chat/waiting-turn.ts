// A turn on its way to the core: shown at once, and replaced by what the core stored. Pure.
import type { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, Message, UserMessage } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';

/** `user` null: another answer to a question that is already there. `second`: the other of two that are compared. */
export type Waiting = {
  readonly user: UserMessage | null;
  readonly answer: AnswerMessage;
  readonly second?: AnswerMessage;
};

export function withWaiting(
  stored: ReadonlyMap<MessageId, Message>,
  waiting: Waiting | null,
): ReadonlyMap<MessageId, Message> {
  if (waiting === null) return stored;
  const { user, answer, second } = waiting;
  // They arrive one after the other; two that are compared are never seen one without the other.
  const missing = [answer, second].filter((one) => one !== undefined && !stored.has(one.id));
  if (missing.length === 0) return stored;
  const messages = new Map(stored);
  for (const one of [user, ...missing]) if (one && !stored.has(one.id)) messages.set(one.id, one);
  return messages;
}

type Ids = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly answerId: MessageId;
  readonly model: ModelRef;
  readonly now: number;
};

export function waitingAnswer(ids: Ids, questionId: MessageId): AnswerMessage {
  return {
    id: ids.answerId,
    chatId: ids.chatId,
    parentId: questionId,
    parts: [],
    // After the question's, so that the order of siblings holds.
    createdAt: ids.now + 1,
    role: 'assistant',
    runId: ids.runId,
    model: ids.model.name,
    place: ids.model.venue === 'hosted' ? 'operator' : null,
    // The core knows it, and tells it with the stored answer.
    host: null,
    ollama: ids.model.venue === 'local' ? { id: ids.model.ollama, name: '' } : null,
    notes: [],
    state: { kind: 'streaming' },
    counts: null,
    firstTokenMs: null,
    charge: { kind: 'none' },
  };
}

export function waitingTurn(
  ids: Ids & {
    readonly messageId: MessageId;
    readonly parentId: MessageId | null;
    readonly parts: readonly QuestionPart[];
  },
): Waiting {
  const user: UserMessage = {
    id: ids.messageId,
    chatId: ids.chatId,
    parentId: ids.parentId,
    parts: [...ids.parts],
    createdAt: ids.now,
    role: 'user',
  };
  return { user, answer: waitingAnswer(ids, ids.messageId) };
}
