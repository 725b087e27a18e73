// Asking: a question and its empty answer are stored together, with their chat where it is new, then the run starts. Asking twice
// with one run id asks once.
import type { ChatId, MessageId, RunId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage, ChatSummary, UserMessage } from '../../../preload/contract/message.ts';
import type { Place } from '../../../preload/contract/models.ts';
import type { Clock } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import type { StartAnswer } from './chat-answers.ts';
import { findChat, hasChat, insertChat, nameChat, setChatLeaf, setChatModel, touchChat } from './chat-queries.ts';
import {
  findAnswer,
  findMessage,
  findUserMessage,
  hasMessages,
  insertAnswer,
  insertQuestion,
  pathOf,
} from './message-queries.ts';
import type { Runs } from './runs.ts';
import { titleOf } from './title.ts';
import { turnsOf } from './turns.ts';

export type Question = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly parentId: MessageId | null;
  readonly messageId: MessageId;
  readonly answerId: MessageId;
  readonly text: string;
  readonly model: string;
};

export type Again = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly questionId: MessageId;
  readonly answerId: MessageId;
  readonly model: string;
};

export type Asking = {
  send(question: Question): StartAnswer;
  regenerate(again: Again): StartAnswer;
};

export type AskingDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly runs: Runs;
  readonly systemPrompt: () => string;
  /** Where a model runs. */
  readonly placeOf: (model: string) => Place;
  readonly onStarted: (answer: AnswerMessage, user: UserMessage | null) => void;
};

export function createAsking(deps: AskingDeps): Asking {
  const { db, clock } = deps;

  function start(answer: AnswerMessage, user: UserMessage | null): StartAnswer {
    const path = answer.parentId === null ? [] : pathOf(db, answer.parentId);
    deps.runs.start({ answer, turns: turnsOf(path, deps.systemPrompt()) });
    deps.onStarted(answer, user);
    return { kind: 'started', user, answer };
  }

  function storeAnswer(answer: AnswerMessage): void {
    insertAnswer(db, answer);
    setChatLeaf(db, answer.chatId, answer.id);
    setChatModel(db, answer.chatId, answer.model);
    touchChat(db, answer.chatId, answer.createdAt);
  }

  return {
    send(question) {
      const stored = findAnswer(db, question.runId);
      if (stored !== null)
        return {
          kind: 'started',
          user: stored.parentId === null ? null : findUserMessage(db, stored.parentId),
          answer: stored,
        };
      const isFirst = question.parentId === null && !hasChat(db, question.chatId);
      const no = isFirst ? null : refuse(findChat(db, question.chatId));
      if (no !== null) return no;
      if (question.parentId !== null && findMessage(db, question.chatId, question.parentId) === null)
        return { kind: 'message_not_found' };
      const now = clock.now();
      const user: UserMessage = {
        id: question.messageId,
        chatId: question.chatId,
        parentId: question.parentId,
        role: 'user',
        text: question.text,
        createdAt: now,
      };
      const place = deps.placeOf(question.model);
      const answer = emptyAnswer({ ...question, questionId: question.messageId, place }, now);
      db.transact('durable', () => {
        if (isFirst) insertChat(db, { id: question.chatId, model: question.model, now });
        if (!hasMessages(db, question.chatId))
          nameChat(db, { id: question.chatId, title: titleOf(question.text), by: 'question' });
        insertQuestion(db, user);
        storeAnswer(answer);
      });
      return start(answer, user);
    },
    regenerate(again) {
      const stored = findAnswer(db, again.runId);
      if (stored !== null) return { kind: 'started', user: null, answer: stored };
      const no = refuse(findChat(db, again.chatId));
      if (no !== null) return no;
      if (findMessage(db, again.chatId, again.questionId)?.role !== 'user') return { kind: 'message_not_found' };
      const answer = emptyAnswer({ ...again, place: deps.placeOf(again.model) }, clock.now());
      db.transact('durable', () => storeAnswer(answer));
      return start(answer, null);
    },
  };
}

function refuse(chat: ChatSummary | null): StartAnswer | null {
  if (chat === null) return { kind: 'chat_not_found' };
  return chat.activeRunId === null ? null : { kind: 'chat_busy' };
}

function emptyAnswer(again: Again & { readonly place: Place }, now: number): AnswerMessage {
  return {
    id: again.answerId,
    chatId: again.chatId,
    parentId: again.questionId,
    role: 'assistant',
    text: '',
    createdAt: now,
    runId: again.runId,
    model: again.model,
    place: again.place,
    thinking: '',
    state: { kind: 'streaming' },
    counts: null,
    charge: { kind: 'reserving' },
  };
}
