// What a model of a chat is told, and how it is asked: the same for its answers and for the title.
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import type { Parameters } from '../../../preload/contract/parameters.ts';
import type { ChatContext, ChatParameters, FileContents, Turn } from '../ports.ts';
import type { ReadableDb } from '../store/db.ts';
import { pathOf } from './message-reading.ts';
import { turnsOf } from './turns.ts';

export type TellingParts = {
  readonly db: ReadableDb;
  readonly systemPrompt: () => string;
  readonly parameters: Pick<ChatParameters, 'of'>;
  readonly context: ChatContext;
  /** What images and files contain. */
  readonly files: FileContents;
};

type Telling = {
  readonly parameters: Parameters;
  /** From the top of the chat to this message. */
  turnsTo(id: MessageId | null): readonly Turn[];
};

export function tellingOf(parts: TellingParts, chatId: ChatId): Telling {
  const parameters = parts.parameters.of(chatId);
  return {
    parameters,
    turnsTo: (id) =>
      turnsOf(id === null ? [] : pathOf(parts.db, id), {
        systemPrompt: parameters.systemPrompt ?? parts.systemPrompt(),
        contents: parts.files,
        context: parts.context.of(chatId),
      }),
  };
}
