// The two answers of a chat that stand side by side. The core keeps it; what is wished here is shown until the core has heard.
import { useCallback, useState } from 'react';
import type { ChatId, MessageId } from '../../../../preload/contract/ids.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';
import type { OpenChat } from '../use-chat.ts';
import { comparedAt, replaced, type Pair } from './compared.ts';

export type Compared = ReturnType<typeof comparedAt>;

/** `over`: what the core had then. */
type Wish = { readonly pair: Pair | null; readonly over: string };

type Situation = Pick<OpenChat, 'messages' | 'path' | 'compared'>;

export function useCompared(chatId: ChatId, { messages, path, compared: kept }: Situation) {
  const core = useCore();
  const toast = useToast();
  const [wish, setWish] = useState<Wish | null>(null);
  const over = kept?.join(' ') ?? '';
  const pair = wish?.over === over ? wish.pair : kept;
  /** For a pair that the core is about to keep by itself. */
  const expect = useCallback((next: Pair) => setWish({ pair: next, over }), [over]);
  const compare = useCallback(
    (next: Pair | null) => {
      setWish({ pair: next, over });
      core.chats.setCompared({ id: chatId, compared: next === null ? null : [...next] }).catch(() => {
        setWish(null);
        toast.show({ text: words.chat.trouble.failed });
      });
    },
    [core, toast, chatId, over],
  );
  /** Where an answer stands side by side with another, the next one takes its place there. */
  const replace = useCallback(
    (before: MessageId, next: MessageId) => {
      if (pair?.includes(before) === true) compare(replaced(pair, before, next));
    },
    [pair, compare],
  );
  return { compared: comparedAt(pair, messages, path.at(-1)?.id ?? null), expect, compare, replace };
}
