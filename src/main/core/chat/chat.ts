// The chat feature: chats, their messages, their runs. Others reach it through its handlers only.
import type { ChatEvent, ChatsEvent, SearchHit } from '../../../preload/contract/chats.ts';
import type { ChatId, MessageId, OllamaId } from '../../../preload/contract/ids.ts';
import type { AnsweringOllama, AnswerMessage, Compared, Message } from '../../../preload/contract/message.ts';
import type { ModelRef, OwnPlace } from '../../../preload/contract/models.ts';
import type {
  Answerer,
  ChatContext,
  ChatParameters,
  Clock,
  FileStore,
  Meter,
  ReadyGenerator,
  ToolBox,
} from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { createAsking, refOf, type Asking, type AskingDeps } from './asking.ts';
import { readBeside } from './beside.ts';
import type { ChatAnswer } from './chat-answers.ts';
import {
  findChat,
  insertChat,
  leafOf,
  markRemoved,
  markRestored,
  nameChat,
  purgeChats,
  setChatLeaf,
  setCompared,
  setChatModel,
  shareChat,
} from './chat-queries.ts';
import { createNews } from './chat-news.ts';
import { dropOldJournals } from './journal-queries.ts';
import { renewIndex } from './index-renewal.ts';
import { findMessage } from './message-queries.ts';
import { pathOf } from './message-reading.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRuns, type Runs } from './runs.ts';
import { search } from './search.ts';
import { createTitling } from './titling.ts';

export type ChatDeps = {
  readonly db: WritableDb;
  readonly clock: Clock;
  readonly generator: Answerer;
  readonly meter: Meter;
  /** Who makes titles, of this person's own; and whether they want them. */
  readonly titles: { readonly generator: ReadyGenerator; readonly isOn: () => boolean };
  readonly files: FileStore;
  readonly toolBox: ToolBox;
  /** Whether a hosted model can use tools, as its operator says. */
  readonly hostedTakesTools: (model: string) => boolean;
  readonly systemPrompt: () => string;
  readonly parameters: ChatParameters;
  readonly context: ChatContext;
  /** Where a model runs. */
  readonly placeOf: (model: string, ollama: OllamaId) => OwnPlace;
  /** As an answer names it; null: it is not in the list. */
  readonly ollamaOf: (id: OllamaId) => AnsweringOllama | null;
  /** Whether two models can answer at once. `numCtx`: the window that they are asked for; null: none. */
  readonly canBeTogether: (one: ModelRef, other: ModelRef, numCtx: number | null) => boolean;
  /** The companion server that hosted answers are asked of now. */
  readonly hostedAt: () => string;
  /** What the operator of that server calls themselves. */
  readonly operator: () => string;
  /** A bug or a failure nobody waits for: for the log. */
  readonly reportDefect: (error: unknown) => void;
};

export type ChatFeature = {
  readonly asking: Asking;
  readonly queue: Pick<Queue, 'put' | 'change' | 'remove' | 'move'>;
  readonly runs: Pick<Runs, 'watch' | 'waiting' | 'decide' | 'stop'>;
  watchChats(signal: AbortSignal): AsyncGenerator<ChatsEvent>;
  /** null: there is no such chat. */
  openChat(id: ChatId, signal: AbortSignal): AsyncGenerator<ChatEvent> | null;
  /** The parameters of a chat, or what its models see of it, have changed. */
  tellBeside(this: void, id: ChatId): void;
  rename(id: ChatId, title: string): ChatAnswer;
  setModel(id: ChatId, model: ModelRef): ChatAnswer;
  setLeaf(id: ChatId, leafId: MessageId): ChatAnswer;
  setCompared(id: ChatId, compared: Compared | null): ChatAnswer;
  remove(id: ChatId): ChatAnswer;
  restore(id: ChatId): ChatAnswer;
  search(query: string): SearchHit[];
  /** From the top of a chat to a message of it; empty where it is none of the chat's. */
  pathTo(this: void, chatId: ChatId, leafId: MessageId): readonly Message[];
  /** A chat without a message, asked as another is. Called within a transaction. */
  make(this: void, id: ChatId, like: ChatId): void;
  /** Ends what an earlier core left behind; called once, before anybody asks. */
  recover(): void;
  /** Saves and ends everything. May be called twice. */
  close(): Promise<void>;
};

const housekeepingMs = 24 * 3600 * 1000;

export function createChat(deps: ChatDeps): ChatFeature {
  const { db, clock } = deps;
  const news = createNews({ ...deps, besideOf: (id) => readBeside({ ...deps, queue }, id) });
  const life = new AbortController();
  const titling = createTitling({ ...deps, ...deps.titles, onNamed: (id) => void news.chat(id) });
  const onChange = (answer: AnswerMessage): void => {
    news.message(answer);
    queue.saved(answer);
    titling.answered(answer);
  };
  const runs = createRuns({ ...deps, onChange });
  const onStarted: AskingDeps['onStarted'] = (answer, user) => {
    queue.began(answer);
    if (user !== null) news.message(user);
    news.message(answer);
  };
  // After these the person chooses how the chat goes on; nothing that waits is asked by itself.
  const onCompared: AskingDeps['onCompared'] = (answers, user) => {
    for (const message of [user, ...answers]) news.message(message);
  };
  const asking = createAsking({ ...deps, runs, onStarting: () => titling.giveWay(), onStarted, onCompared });
  const queue = createQueue({ ...deps, asking, onChange: news.beside });

  function change(id: ChatId, work: () => void): ChatAnswer {
    if (findChat(db, id) === null) return { kind: 'chat_not_found' };
    db.transact('durable', work);
    return answerWith(id);
  }

  function answerWith(id: ChatId): ChatAnswer {
    const chat = news.chat(id);
    return chat === null ? { kind: 'chat_not_found' } : { kind: 'ok', chat };
  }

  async function keepHouse(): Promise<void> {
    while (!life.signal.aborted) {
      purgeChats(db, clock.now());
      dropOldJournals(db, clock.now());
      await clock.wait(housekeepingMs, life.signal);
    }
  }

  return {
    asking,
    queue,
    runs,
    watchChats: news.watchChats,
    openChat: news.openChat,
    tellBeside: news.beside,
    search: (query) => search(db, query, deps.files),
    pathTo: (chatId, leafId) => (findMessage(db, chatId, leafId) === null ? [] : pathOf(db, leafId)),
    make(id, like) {
      const chat = findChat(db, like);
      const model = chat === null || chat.model === null ? null : refOf({ ...chat, model: chat.model });
      insertChat(db, { id, model, now: clock.now() });
      if (chat !== null && chat.sharedWith !== null) shareChat(db, id, chat.sharedWith);
      deps.parameters.begin(id, deps.parameters.of(like));
      deps.toolBox.leaveOut(id, deps.toolBox.leftOut(like));
      queueMicrotask(() => news.chat(id));
    },
    rename: (id, title) => change(id, () => void nameChat(db, { id, title, by: 'person' })),
    setModel: (id, model) => change(id, () => setChatModel(db, id, model)),
    setLeaf(id, leafId) {
      const answer = change(id, () => setChatLeaf(db, id, leafId));
      const leaf = findMessage(db, id, leafId);
      if (leaf === null) return { kind: 'chat_not_found' };
      news.message(leaf);
      return answer;
    },
    setCompared(id, compared) {
      const answer = change(id, () => setCompared(db, id, compared));
      const leafId = leafOf(db, id);
      const leaf = leafId === null ? null : findMessage(db, id, leafId);
      if (answer.kind === 'ok' && leaf !== null) news.message(leaf);
      return answer;
    },
    remove(id) {
      const chat = findChat(db, id);
      if (chat === null) return { kind: 'chat_not_found' };
      runs.stopIn(id);
      db.transact('durable', () => markRemoved(db, id, clock.now()));
      news.removed(id);
      return { kind: 'ok', chat };
    },
    restore(id) {
      db.transact('durable', () => markRestored(db, id));
      return answerWith(id);
    },
    recover() {
      runs.recover();
      const renewal = renewIndex({ db, clock, contents: deps.files, signal: life.signal });
      for (const work of [keepHouse(), renewal])
        work.catch((error: unknown) => {
          if (!life.signal.aborted) deps.reportDefect(error);
        });
    },
    async close() {
      life.abort();
      await titling.close();
      await runs.close();
    },
  };
}
