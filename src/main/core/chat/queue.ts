// The questions that wait in each chat. The next is asked when an answer ends well; after any other end all of them stay, for the
// person to decide.
import { queuedMax } from '../../../preload/contract/queue-limits.ts';
import type { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';
import { attachmentsOf } from '../../../preload/contract/parts.ts';
import type { QueuedMessage } from '../../../preload/contract/queue.ts';
import type { Clock, FileContents } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import type { Asking } from './asking.ts';
import { findChat, leafOf } from './chat-queries.ts';
import { findMessage } from './message-queries.ts';
import { changeWaiting, dropWaiting, insertWaiting, moveWaiting, waitingIn, type Waiting } from './queue-queries.ts';

export type QueueAnswer =
  | { readonly kind: 'ok'; readonly queue: QueuedMessage[] }
  | { readonly kind: 'chat_not_found' }
  | { readonly kind: 'queue_full' }
  | { readonly kind: 'file_not_found' };

export type Wish = Omit<Waiting, 'createdAt' | 'sharesWith' | 'unreadable'> & {
  readonly sharesWith?: string | undefined;
};

export type Queue = {
  of(this: void, chatId: ChatId): QueuedMessage[];
  put(wish: Wish): QueueAnswer;
  change(chatId: ChatId, id: MessageId, parts: readonly QuestionPart[]): QueueAnswer;
  remove(chatId: ChatId, id: MessageId): QueueAnswer;
  /** `before`: null: behind all. */
  move(chatId: ChatId, id: MessageId, before: MessageId | null): QueueAnswer;
  /** A run has begun, perhaps of a question that waited. */
  began(answer: AnswerMessage): void;
  /** An answer was saved: its end, or later its price. */
  saved(answer: AnswerMessage): void;
};

export type QueueParts = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly files: FileContents;
  readonly asking: Pick<Asking, 'send'>;
  /** What waits in a chat may have changed. */
  readonly onChange: (chatId: ChatId) => void;
  readonly reportDefect: (error: unknown) => void;
};

export function createQueue({ db, clock, files, asking, onChange, reportDefect }: QueueParts): Queue {
  const running = new Set<RunId>();
  const of = (chatId: ChatId): QueuedMessage[] => waitingIn(db, chatId).map(shown);

  function answerOf(chatId: ChatId): QueueAnswer {
    return { kind: 'ok', queue: of(chatId) };
  }

  /**
   * Asks the next that can be read, after this answer. What is refused, as where its chat may not go to the server now, stays.
   */
  function askNext(chatId: ChatId, parentId: MessageId): void {
    const chat = findChat(db, chatId);
    const next = waitingIn(db, chatId).find(({ unreadable }) => !unreadable);
    if (chat === null || next === undefined) return;
    // The model may have been changed since; what was agreed to holds for the server that it was agreed to.
    const { model, venue } = chat.model === null ? next : { model: chat.model, venue: chat.venue };
    const { id: messageId, runId, answerId, parts, sharesWith } = next;
    const agreed = venue === 'hosted' && sharesWith !== null ? { sharesWith } : {};
    // A chat that answers has a model, and with it its Ollama.
    const { ollama } = chat;
    asking.send({ runId, chatId, parentId, messageId, answerId, parts, model, venue, ollama, ...agreed });
  }

  return {
    of,
    put({ sharesWith, ...wish }) {
      const { chatId, id } = wish;
      if (findChat(db, chatId) === null) return { kind: 'chat_not_found' };
      const waiting = waitingIn(db, chatId);
      if (waiting.some((one) => one.id === id) || findMessage(db, chatId, id) !== null) return answerOf(chatId);
      if (waiting.length >= queuedMax) return { kind: 'queue_full' };
      if (attachmentsOf(wish.parts).some(({ fileId }) => files.bytes(fileId) === null))
        return { kind: 'file_not_found' };
      db.transact('durable', () =>
        insertWaiting(db, { ...wish, sharesWith: sharesWith ?? null, createdAt: clock.now() }),
      );
      const leafId = leafOf(db, chatId);
      const leaf = leafId === null ? null : findMessage(db, chatId, leafId);
      const isResting = findChat(db, chatId)?.activeRunId === null;
      // The answer ended while this was on its way.
      const isNext = waiting.every(({ unreadable }) => unreadable);
      if (isNext && isResting && leaf?.role === 'assistant' && hasEndedWell(leaf)) askNext(chatId, leaf.id);
      onChange(chatId);
      return answerOf(chatId);
    },
    change(chatId, id, parts) {
      if (findChat(db, chatId) === null) return { kind: 'chat_not_found' };
      if (attachmentsOf(parts).some(({ fileId }) => files.bytes(fileId) === null)) return { kind: 'file_not_found' };
      db.transact('durable', () => changeWaiting(db, { chatId, id }, parts));
      onChange(chatId);
      return answerOf(chatId);
    },
    remove(chatId, id) {
      if (findChat(db, chatId) === null) return { kind: 'chat_not_found' };
      db.transact('durable', () => dropWaiting(db, { chatId, id }));
      onChange(chatId);
      return answerOf(chatId);
    },
    move(chatId, id, before) {
      if (findChat(db, chatId) === null) return { kind: 'chat_not_found' };
      db.transact('durable', () => moveWaiting(db, { chatId, id }, before));
      onChange(chatId);
      return answerOf(chatId);
    },
    began({ runId, chatId }) {
      running.add(runId);
      onChange(chatId);
    },
    saved(answer) {
      if (answer.state.kind === 'streaming' || !running.delete(answer.runId)) return;
      if (!hasEndedWell(answer)) return;
      try {
        askNext(answer.chatId, answer.id);
      } catch (error) {
        // It waits on; the run that has just ended has nothing to do with it.
        reportDefect(error);
      }
    },
  };
}

function hasEndedWell({ state, unreadable }: AnswerMessage): boolean {
  return state.kind === 'done' && !unreadable;
}

function shown({ sharesWith: _sharesWith, ...message }: Waiting): QueuedMessage {
  return message;
}
