// A turn on its way to the core: shown at once, and replaced by what the core stored. Pure.
import type { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, Message, UserMessage } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';

/** `user` null: another answer to a question that is already there. */
export type Waiting = { readonly user: UserMessage | null; readonly answer: AnswerMessage };

export function withWaiting(
  stored: ReadonlyMap<MessageId, Message>,
  waiting: Waiting | null,
): ReadonlyMap<MessageId, Message> {
  if (waiting === null || stored.has(waiting.answer.id)) return stored;
  const messages = new Map(stored);
  if (waiting.user !== null) messages.set(waiting.user.id, waiting.user);
  return messages.set(waiting.answer.id, waiting.answer);
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
