// The two answers of a chat that stand side by side, and which of them the chat goes on with.
import { useCallback, useState } from 'react';
import type { ChatId } from '../../../../preload/contract/ids.ts';
import type { OpenChat } from '../use-chat.ts';
import { comparedAt, readPair, writePair, type Pair } from './compared.ts';

export type Compared = ReturnType<typeof comparedAt>;

export function useCompared(chatId: ChatId, { messages, path }: Pick<OpenChat, 'messages' | 'path'>) {
  const [pair, setPair] = useState<Pair | null>(() => readPair(sessionStorage, chatId));
  const compare = useCallback(
    (next: Pair | null) => {
      setPair(next);
      writePair(sessionStorage, chatId, next);
    },
    [chatId],
  );
  return { compared: comparedAt(pair, messages, path.at(-1)?.id ?? null), compare };
}
