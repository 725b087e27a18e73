// The context feature: what the models see of each chat, changed only by the person, and told to every window.
import { summaryTextMax, type ContextState, type ContextSummary } from '../../../preload/contract/context.ts';
import { readableIn, viewOf } from '../../../preload/contract/context-view.ts';
import type { Failure } from '../../../preload/contract/failure.ts';
import type { ChatId, MessageId, OllamaId } from '../../../preload/contract/ids.ts';
import type { Message } from '../../../preload/contract/message.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { ChatContext, ChatParameters, Clock, Generator } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { systemWords } from '../system-words.ts';
import { wordsOf } from '../tool-rounds.ts';
import { findContext, isChatThere, noteChange, putSummary, removeSummary, setLeftOut } from './context-queries.ts';
import { summarise } from './summarise.ts';

export type Made =
  | { readonly kind: 'ok' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'chat_not_found' }
  | { readonly kind: 'message_not_found' };

/** `uptoId`: the end of the path that is summed up. */
export type SummaryWish = {
  readonly id: string;
  readonly chatId: ChatId;
  readonly uptoId: MessageId;
  readonly model: string;
  readonly ollama: OllamaId;
};

export type CarryWish = {
  readonly id: string;
  readonly chatId: ChatId;
  readonly leafId: MessageId;
  readonly newChatId: ChatId;
  /** null: a summary. */
  readonly turns: number | null;
  readonly model: string;
  readonly ollama: OllamaId;
};

type Maker = Pick<SummaryWish, 'chatId' | 'model' | 'ollama'>;

export type ContextFeature = {
  /** For the chat. */
  readonly ofChats: ChatContext;
  /** These give null where there is no such chat. */
  leaveOut(chatId: ChatId, ids: readonly MessageId[], isLeftOut: boolean): ContextState | null;
  forget(chatId: ChatId, id: string): ContextState | null;
  summarise(wish: SummaryWish, signal: AbortSignal): Promise<Made>;
  carryOver(wish: CarryWish, signal: AbortSignal): Promise<Made>;
};

export type ContextParts = {
  readonly db: WritableDb;
  readonly clock: Clock;
  /** The person's own models. */
  readonly generator: Generator;
  readonly parameters: Pick<ChatParameters, 'of'>;
  /** The window that a model is loaded with; null: not known. */
  readonly windowOf: (model: string, ollama: OllamaId) => number | null;
  /** From the top of a chat to a message of it; empty where it is none of the chat's. */
  readonly pathTo: (chatId: ChatId, leafId: MessageId) => readonly Message[];
  /** Makes a chat without a message, asked as the other is. */
  readonly makeChat: (id: ChatId, like: ChatId) => void;
  /** What the models see of a chat has changed. */
  readonly onChange: (chatId: ChatId) => void;
};

/** What Ollama gives a model where nobody says more. */
const windowUnlessKnown = 4_096;

export function createContext(parts: ContextParts): ContextFeature {
  const { db, clock } = parts;
  const of = (chatId: ChatId): ContextState => findContext(db, chatId);

  function change(chatId: ChatId, work: () => void): ContextState | null {
    if (!isChatThere(db, chatId)) return null;
    db.transact('durable', () => {
      work();
      noteChange(db, chatId, clock.now());
    });
    parts.onChange(chatId);
    return of(chatId);
  }

  /** What the models see of a path, as a text to be summed up. */
  function scriptOf(chatId: ChatId, path: readonly Message[]): string {
    const { summary, sent } = viewOf(path, of(chatId));
    const said = sent.filter(({ parts: all }) => hasVisibleWord(wordsOf(all))).map(lineOf);
    return [...(summary === null ? [] : [summary.text]), ...said].join('\n\n');
  }

  async function make({ chatId, model, ollama }: Maker, script: string, signal: AbortSignal): Promise<string | Made> {
    const own = parts.parameters.of(chatId);
    const window = own.numCtx ?? parts.windowOf(model, ollama) ?? windowUnlessKnown;
    try {
      const text = await summarise(
        { generator: parts.generator, model, ollama, parameters: own, window },
        script,
        signal,
      );
      return hasVisibleWord(text) ? text : { kind: 'empty' };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CodedFailure) return { kind: 'failed', failure: error.failure };
      throw error;
    }
  }

  return {
    ofChats: { of },
    leaveOut: (chatId, ids, isLeftOut) => change(chatId, () => setLeftOut(db, chatId, { ids, isLeftOut })),
    forget: (chatId, id) => change(chatId, () => removeSummary(db, chatId, id)),
    async summarise({ id, chatId, uptoId, model, ollama }, signal) {
      if (!isChatThere(db, chatId)) return { kind: 'chat_not_found' };
      if (of(chatId).summaries.some((one) => one.id === id)) return { kind: 'ok' };
      const path = parts.pathTo(chatId, uptoId);
      if (path.length === 0) return { kind: 'message_not_found' };
      const text = await make({ chatId, model, ollama }, scriptOf(chatId, path), signal);
      if (typeof text !== 'string') return text;
      const summary: ContextSummary = { id, uptoId, kind: 'summary', text, model, createdAt: clock.now() };
      return change(chatId, () => putSummary(db, chatId, summary)) === null
        ? { kind: 'chat_not_found' }
        : { kind: 'ok' };
    },
    async carryOver({ id, chatId, leafId, newChatId, turns, model, ollama }, signal) {
      if (!isChatThere(db, chatId)) return { kind: 'chat_not_found' };
      if (isChatThere(db, newChatId)) return { kind: 'ok' };
      const path = parts.pathTo(chatId, leafId);
      if (path.length === 0) return { kind: 'message_not_found' };
      const text =
        turns === null
          ? await make({ chatId, model, ollama }, scriptOf(chatId, answered(path)), signal)
          : lastTurns(answered(readableIn(path)), turns)
              .map(lineOf)
              .join('\n\n')
              .slice(-summaryTextMax);
      if (typeof text !== 'string') return text;
      if (!hasVisibleWord(text)) return { kind: 'empty' };
      const kind = turns === null ? 'summary' : 'turns';
      const made = {
        id,
        uptoId: null,
        kind,
        text,
        model: turns === null ? model : null,
        createdAt: clock.now(),
      } as const;
      db.transact('durable', () => {
        parts.makeChat(newChatId, chatId);
        putSummary(db, newChatId, made);
      });
      return { kind: 'ok' };
    },
  };
}

function lineOf({ role, parts }: Message): string {
  const { asked, answered } = systemWords().prompts;
  return `${role === 'user' ? asked : answered} ${wordsOf(parts).trim()}`;
}

/** A question that has no answer yet is the person's to ask again. */
function answered(path: readonly Message[]): readonly Message[] {
  return path.slice(
    0,
    path.findLastIndex(({ role, parts }) => role === 'assistant' && hasVisibleWord(wordsOf(parts))) + 1,
  );
}

/** Questions with what was answered to them. */
function lastTurns(path: readonly Message[], turns: number): readonly Message[] {
  const spoken = path.filter(({ parts }) => hasVisibleWord(wordsOf(parts)));
  const questions = spoken.flatMap(({ role }, place) => (role === 'user' ? [place] : []));
  return spoken.slice(questions.at(-turns) ?? 0);
}
