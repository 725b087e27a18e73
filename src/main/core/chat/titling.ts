// The title of a chat, made of what it is about by the model that has just answered in it, on the person's own Ollama. It costs
// nothing, is asked for once, gives way to every question, loads no model, and never stands over what a person has called the chat.
import { demoModelName } from '../../../preload/contract/demo-model.ts';
import { firstOllama, type ChatId } from '../../../preload/contract/ids.ts';
import type { AnswerMessage } from '../../../preload/contract/message.ts';
import { plainParameters, type Parameters } from '../../../preload/contract/parameters.ts';
import { textOf } from '../../../preload/contract/parts.ts';
import { hasVisibleWord } from '../../../preload/contract/visible-words.ts';
import { CodedFailure } from '../coded-failure.ts';
import type { Clock, GenerateRequest, Loaded, ReadyGenerator } from '../ports.ts';
import type { WritableDb } from '../store/db.ts';
import { systemWords } from '../system-words.ts';
import { nameChat, noteTitleAsked, wantsTitle } from './chat-queries.ts';
import { isAnythingWritten } from './message-queries.ts';
import { tellingOf, type TellingParts } from './telling.ts';
import { titleOf } from './title.ts';

export type Titling = {
  /** An answer is over, or its price has changed since. */
  answered(answer: AnswerMessage): void;
  /** A person asks: the model is theirs. */
  giveWay(): void;
  /** May be called twice. */
  close(): Promise<void>;
};

export type TitlingParts = TellingParts & {
  readonly db: WritableDb;
  readonly clock: Clock;
  /** The person's own models. */
  readonly generator: ReadyGenerator;
  /** Whether the person wants it. */
  readonly isOn: () => boolean;
  readonly onNamed: (id: ChatId) => void;
  readonly reportDefect: (error: unknown) => void;
};

/** How long a title may take; a model that is slower leaves the chat as it is called. */
export const titleMs = 60_000;
/** Tokens. One that cannot leave thinking needs some for that. */
const titleTokens = 200;
/** Of what the model says, in UTF-16 units. */
const textMax = 2_000;

type Work = { readonly stop: AbortController; readonly finished: Promise<void> };

export function createTitling(parts: TitlingParts): Titling {
  const { db, clock } = parts;
  const life = new AbortController();
  /** One at a time: whoever asks next ends it. */
  let work: Work | null = null;

  function isDue({ chatId, model, place, state, unreadable, parts: said }: AnswerMessage): boolean {
    const isOwn = (place === 'this_computer' || place === 'other_computer') && model !== demoModelName;
    const isWhole = state.kind === 'done' && !unreadable && hasVisibleWord(textOf(said));
    return isOwn && isWhole && parts.isOn() && wantsTitle(db, chatId) && !isAnythingWritten(db);
  }

  async function make(answer: AnswerMessage, signal: AbortSignal): Promise<void> {
    const { parameters, turnsTo } = tellingOf(parts, answer.chatId);
    const ollama = answer.ollama?.id ?? firstOllama;
    const loaded = await parts.generator.loaded({ ollama, model: answer.model, parameters }, signal);
    if (loaded === null || signal.aborted) return;
    const prompt = { role: 'user', text: systemWords().prompts.title } as const;
    const request = {
      ollama,
      model: answer.model,
      turns: [...turnsTo(answer.id), prompt],
      parameters: briefly(parameters, loaded),
    };
    const title = titleIn(await ask(request, signal));
    if (signal.aborted) return;
    const isNamed = db.transact('durable', () => {
      noteTitleAsked(db, answer.chatId);
      return title !== null && nameChat(db, { id: answer.chatId, title, by: 'model' });
    });
    if (isNamed) parts.onNamed(answer.chatId);
  }

  /** Empty where the model fails or is too slow. */
  async function ask(request: GenerateRequest, signal: AbortSignal): Promise<string> {
    const late = new AbortController();
    const enough = AbortSignal.any([signal, late.signal]);
    clock.wait(titleMs, enough).then(
      () => late.abort(),
      () => undefined,
    );
    let text = '';
    try {
      for await (const part of parts.generator.generate(request, enough)) {
        if (part.kind === 'rethink') text = '';
        if (part.kind === 'text') text += part.text;
        if (text.length > textMax) break;
      }
      return text;
    } catch (error) {
      if (!enough.aborted && !(error instanceof CodedFailure)) parts.reportDefect(error);
      return '';
    } finally {
      late.abort();
    }
  }

  return {
    answered(answer) {
      if (work !== null || life.signal.aborted || !isDue(answer)) return;
      const stop = new AbortController();
      const finished = make(answer, stop.signal)
        .catch((error: unknown) => {
          if (!stop.signal.aborted) parts.reportDefect(error);
        })
        .finally(() => {
          if (work?.stop === stop) work = null;
        });
      work = { stop, finished };
    },
    giveWay() {
      work?.stop.abort();
      work = null;
    },
    async close() {
      life.abort();
      const last = work;
      last?.stop.abort();
      await last?.finished;
    },
  };
}

/**
 * In the window that is loaded: another would load the model anew. And as the next turn of the chat, so that what Ollama keeps of
 * its prompt serves the title and the next question alike.
 */
function briefly({ keepAliveS, numCtx }: Parameters, { window }: Loaded): Parameters {
  return {
    ...plainParameters,
    numCtx: window ?? numCtx,
    keepAliveS,
    temperature: 0.2,
    think: 'off',
    numPredict: titleTokens,
  };
}

const quotes = /^["'“”„«»「『‘’]+|["'“”„«»」』‘’]+$/gu;

/** Models put it in quotation marks, end it like a sentence, or write "Title:" before it. null: it says nothing. */
export function titleIn(said: string): string | null {
  const line = titleOf(said);
  if (line === null) return null;
  const bare = line.replace(/^\p{L}{2,12}\s*[:：]\s*(?=["“„«「『])/u, '').replace(/^(?:title|chat title)\s*:\s*/i, '');
  const title = bare
    .replaceAll(quotes, '')
    .replace(/[.。]+$/u, '')
    .replaceAll(quotes, '')
    .trim();
  return hasVisibleWord(title) ? title : null;
}
