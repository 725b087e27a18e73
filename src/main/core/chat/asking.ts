// Asking: a question and its empty answer, or two, are stored together, with their chat where it is new, then the run starts. Asking
// twice with one run id asks once.
import { canContinue } from '../../../preload/contract/continuing.ts';
import { firstOllama, type ChatId, type MessageId, type OllamaId, type RunId } from '../../../preload/contract/ids.ts';
import type { AnsweringOllama, AnswerMessage, ChatSummary, UserMessage } from '../../../preload/contract/message.ts';
import type { ModelRef, OwnPlace, Venue } from '../../../preload/contract/models.ts';
import type { QuestionPart } from '../../../preload/contract/part.ts';
import { attachmentsOf, textOf, type Attachment } from '../../../preload/contract/parts.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { LeftOutTool } from '../../../preload/contract/tools.ts';
import type { ChatParameters, Clock, ToolBox } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import type { CompareAnswer, StartAnswer, StartRefusal } from './chat-answers.ts';
import {
  findChat,
  hasChat,
  insertChat,
  nameChat,
  setChatLeaf,
  setChatModel,
  setCompared,
  shareChat,
  touchChat,
} from './chat-queries.ts';
import { emptyAnswer, type Made } from './empty-answer.ts';
import { answerMax } from './generation.ts';
import {
  findAnswer,
  findMessage,
  findUserMessage,
  hasMessages,
  insertAnswer,
  insertQuestion,
} from './message-queries.ts';
import { dropWaiting } from './queue-queries.ts';
import type { Runs } from './runs.ts';
import { titleOf } from './title.ts';
import { tellingOf, type TellingParts } from './telling.ts';

export type Question = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly parentId: MessageId | null;
  readonly messageId: MessageId;
  readonly answerId: MessageId;
  readonly parts: readonly QuestionPart[];
  /** Of the chat that this question makes. */
  readonly parameters?: Parameters | undefined;
  /** Of the chat that this question makes: what it does not offer its models. */
  readonly toolsLeftOut?: readonly LeftOutTool[] | undefined;
  readonly model: string;
  readonly venue: Venue;
  /** Of a local model. */
  readonly ollama: OllamaId;
  /** The server that the person has just agreed to send this chat to. */
  readonly sharesWith?: string | undefined;
};

/** `second`: who else answers it. */
export type Comparison = Question & { readonly second: Side };

/** One of the answers to a question, and who makes it. */
type Side = Pick<Question, 'runId' | 'answerId' | 'model' | 'venue' | 'ollama'>;

export type Again = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly questionId: MessageId;
  readonly answerId: MessageId;
  readonly model: string;
  readonly venue: Venue;
  /** Of a local model. */
  readonly ollama: OllamaId;
  /** The server that the person has just agreed to send this chat to. */
  readonly sharesWith?: string | undefined;
};

/** `cutId`: the answer that goes on. */
export type Resumption = {
  readonly runId: RunId;
  readonly chatId: ChatId;
  readonly cutId: MessageId;
  readonly answerId: MessageId;
};

export type Asking = {
  send(question: Question): StartAnswer;
  compare(comparison: Comparison): CompareAnswer;
  resume(resumption: Resumption): StartAnswer;
  regenerate(again: Again): StartAnswer;
};

export type AskingDeps = TellingParts & {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly runs: Runs;
  readonly parameters: ChatParameters;
  readonly toolBox: Pick<ToolBox, 'leaveOut'>;
  /** Where a model runs. */
  readonly placeOf: (model: string, ollama: OllamaId) => OwnPlace;
  /** As an answer names it; null: it is not in the list. */
  readonly ollamaOf: (id: OllamaId) => AnsweringOllama | null;
  /** The companion server that hosted answers are asked of now. */
  readonly hostedAt: () => string;
  /** What the operator of that server calls themselves. */
  readonly operator: () => string;
  /** A model is about to be asked. */
  readonly onStarting: () => void;
  readonly onStarted: (answer: AnswerMessage, user: UserMessage | null) => void;
  /** Whether two models can answer at once. `numCtx`: the window that they are asked for; null: none. */
  readonly canBeTogether: (one: ModelRef, other: ModelRef, numCtx: number | null) => boolean;
  /** Two answers to one question. The second may still wait for the first. */
  readonly onCompared: (answers: readonly [AnswerMessage, AnswerMessage], user: UserMessage) => void;
};

export function createAsking(deps: AskingDeps): Asking {
  const { db, clock } = deps;

  function start(answer: AnswerMessage, user: UserMessage | null): StartAnswer {
    const told = tellingOf(deps, answer.chatId);
    deps.onStarting();
    deps.runs.start({ answer, turns: told.turnsTo(answer.parentId), parameters: told.parameters });
    deps.onStarted(answer, user);
    return { kind: 'started', user, answer };
  }

  /** null: the Ollama that was chosen is gone, and no other is asked in its place. */
  function whereIs(model: ModelRef): Made | null {
    if (model.venue === 'hosted') return { place: 'operator', host: deps.operator(), answering: null };
    const answering = deps.ollamaOf(model.ollama);
    return answering === null ? null : { place: deps.placeOf(model.name, model.ollama), host: null, answering };
  }

  /** Nothing leaves for a server that the person has not agreed to, also where another was chosen while the question was open. */
  function mayBeSent({ venue, sharesWith }: Pick<Asked, 'venue' | 'sharesWith'>, chat: ChatSummary | null): boolean {
    const server = deps.hostedAt();
    return venue === 'local' || sharesWith === server || chat?.sharedWith === server;
  }

  function storeAnswer(answer: AnswerMessage, { sharesWith, ...asked }: Asked): void {
    insertAnswer(db, answer);
    setChatLeaf(db, answer.chatId, answer.id);
    setChatModel(db, answer.chatId, refOf(asked));
    if (sharesWith !== undefined) shareChat(db, answer.chatId, sharesWith);
    touchChat(db, answer.chatId, answer.createdAt);
  }

  /** A question, and where its answers would be made; or why it cannot be asked. Nothing is stored yet. */
  function look(question: Question, sides: readonly Side[]): Looked | StartRefusal {
    const isFirst = question.parentId === null && !hasChat(db, question.chatId);
    const chat = isFirst ? null : findChat(db, question.chatId);
    const no = isFirst ? null : refuse(chat);
    if (no !== null) return no;
    const { sharesWith } = question;
    if (!sides.every(({ venue }) => mayBeSent({ venue, sharesWith }, chat))) return { kind: 'sharing_not_agreed' };
    if (question.parentId !== null && findMessage(db, question.chatId, question.parentId) === null)
      return { kind: 'message_not_found' };
    if (attachmentsOf(question.parts).some(({ fileId }) => deps.files.bytes(fileId) === null))
      return { kind: 'file_not_found' };
    const made = sides.map((side) => whereIs(refOf(side))).filter((one) => one !== null);
    if (made.length < sides.length) return { kind: 'ollama_gone' };
    const { messageId: id, chatId, parentId, parts } = question;
    const user: UserMessage = { id, chatId, parentId, role: 'user', parts: [...parts], createdAt: clock.now() };
    return { kind: 'looked', isFirst, user, made };
  }

  /** Within the transaction that stores its answers, too. */
  function storeQuestion(question: Question, { isFirst, user }: Looked): void {
    const { chatId: id } = question;
    if (isFirst) {
      insertChat(db, { id, model: refOf(question), now: user.createdAt });
      deps.parameters.begin(id, question.parameters ?? null);
      deps.toolBox.leaveOut(id, question.toolsLeftOut ?? []);
    }
    if (!hasMessages(db, id)) {
      const title = titleOf(textOf(question.parts)) ?? nameOf(attachmentsOf(question.parts));
      nameChat(db, { id, title, by: 'question' });
    }
    // Where it waited, it waits no more.
    dropWaiting(db, user);
    insertQuestion(db, user, deps.files);
  }

  function questionOf({ parentId }: AnswerMessage): UserMessage | null {
    return parentId === null ? null : findUserMessage(db, parentId);
  }

  return {
    send(question) {
      const stored = findAnswer(db, question.runId);
      if (stored !== null) return { kind: 'started', user: questionOf(stored), answer: stored };
      const looked = look(question, [question]);
      if (looked.kind !== 'looked') return looked;
      const { user, made } = looked;
      const [place] = made;
      if (place === undefined) return { kind: 'ollama_gone' };
      const answer = emptyAnswer({ ...question, ...place, questionId: user.id }, user.createdAt);
      db.transact('durable', () => {
        storeQuestion(question, looked);
        storeAnswer(answer, question);
      });
      return start(answer, user);
    },
    compare({ second: other, ...question }) {
      const stored = [question, other].map(({ runId }) => findAnswer(db, runId));
      const [storedFirst, storedSecond] = stored;
      if (storedFirst && storedSecond)
        return { kind: 'compared', user: questionOf(storedFirst), answers: [storedFirst, storedSecond] };
      const looked = look(question, [question, other]);
      if (looked.kind !== 'looked') return looked;
      const { user, made } = looked;
      const [place, otherPlace] = made;
      if (place === undefined || otherPlace === undefined) return { kind: 'ollama_gone' };
      const asked = { chatId: question.chatId, questionId: user.id };
      const first = emptyAnswer({ ...asked, ...question, ...place }, user.createdAt);
      // One later than the first, so that it stays the second of the versions.
      const empty = emptyAnswer({ ...asked, ...other, ...otherPlace }, user.createdAt + 1);
      let second: AnswerMessage = empty;
      db.transact('durable', () => {
        storeQuestion(question, looked);
        const { numCtx } = deps.parameters.of(question.chatId);
        if (!deps.canBeTogether(refOf(question), refOf(other), numCtx))
          second = { ...empty, state: { kind: 'streaming', after: first.runId }, charge: { kind: 'none' } };
        storeAnswer(first, question);
        insertAnswer(db, second, 1);
        setCompared(db, question.chatId, [first.id, second.id]);
      });
      const told = tellingOf(deps, question.chatId);
      const how = { turns: told.turnsTo(user.id), parameters: told.parameters };
      deps.onStarting();
      deps.runs.start({ answer: first, ...how });
      deps.runs.start({ answer: second, ...how }, second === empty ? null : first.runId);
      deps.onCompared([first, second], user);
      return { kind: 'compared', user, answers: [first, second] };
    },
    regenerate(again) {
      const stored = findAnswer(db, again.runId);
      if (stored !== null) return { kind: 'started', user: null, answer: stored };
      const chat = findChat(db, again.chatId);
      const no = refuse(chat);
      if (no !== null) return no;
      if (!mayBeSent(again, chat)) return { kind: 'sharing_not_agreed' };
      const question = findMessage(db, again.chatId, again.questionId);
      if (question?.role !== 'user') return { kind: 'message_not_found' };
      if (question.unreadable) return { kind: 'message_unreadable' };
      const made = whereIs(refOf(again));
      if (made === null) return { kind: 'ollama_gone' };
      const answer = emptyAnswer({ ...again, ...made }, clock.now());
      db.transact('durable', () => storeAnswer(answer, again));
      return start(answer, null);
    },
    resume({ runId, chatId, cutId, answerId }) {
      const stored = findAnswer(db, runId);
      if (stored !== null) return { kind: 'started', user: null, answer: stored };
      const no = refuse(findChat(db, chatId));
      if (no !== null) return no;
      const cut = findMessage(db, chatId, cutId);
      if (cut?.role !== 'assistant' || cut.parentId === null) return { kind: 'message_not_found' };
      if (findMessage(db, chatId, cut.parentId)?.unreadable) return { kind: 'message_unreadable' };
      if (!canContinue(cut) || textOf(cut.parts).length >= answerMax) return { kind: 'cannot_continue' };
      const ids = { runId, chatId, answerId, questionId: cut.parentId };
      const { model, parts } = cut;
      const asked = { ...ids, model, venue: 'local', ollama: cut.ollama?.id ?? firstOllama } as const;
      const made = whereIs(refOf(asked));
      if (made === null) return { kind: 'ollama_gone' };
      const now = clock.now();
      const empty = emptyAnswer({ ...asked, ...made }, now);
      const answer = { ...empty, parts };
      db.transact('durable', () => {
        insertAnswer(db, answer);
        setChatLeaf(db, chatId, answerId);
        touchChat(db, chatId, now);
      });
      return start(answer, null);
    },
  };
}

/** Where nothing is said, the chat is called by what it is about. */
function nameOf(attachments: readonly Attachment[]): string | null {
  const named = attachments.find(({ name }) => name !== null);
  return named?.name === undefined || named.name === null ? null : titleOf(named.name);
}

type Looked = {
  readonly kind: 'looked';
  /** The chat comes with it. */
  readonly isFirst: boolean;
  readonly user: UserMessage;
  /** Where each answer will be made, in their order. */
  readonly made: readonly Made[];
};
type Asked = Pick<Again, 'model' | 'venue' | 'ollama' | 'sharesWith'>;

/** A model as calls and rows name it. */
export function refOf({ model, venue, ollama }: Pick<Again, 'model' | 'venue' | 'ollama'>): ModelRef {
  return venue === 'hosted' ? { name: model, venue } : { name: model, venue, ollama };
}

function refuse(chat: ChatSummary | null): StartRefusal | null {
  if (chat === null) return { kind: 'chat_not_found' };
  return chat.activeRunId === null ? null : { kind: 'chat_busy' };
}
