// Which model answers next in a chat, and how another is chosen.
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import type { ModelRef } from '../../../preload/contract/models.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useToast } from '../../ui/toast.tsx';
import { fieldsOf, ownModels, usualOf, type Offer } from './model-ref.ts';
import { chooseModel } from './model-text.ts';
import { words } from '../../words.ts';

type Situation = {
  readonly chatId: ChatId;
  readonly isNew: boolean;
  readonly summary: ChatSummary | null;
  readonly offer: Offer;
  readonly settings: Settings | null;
};

export function useModelChoice({ chatId, isNew, summary, offer, settings }: Situation): {
  /** The same object as long as it is the same model. */
  readonly model: ModelRef | null;
  /** The same function always. */
  readonly chooseModel: (model: ModelRef) => void;
} {
  const core = useCore();
  const toast = useToast();
  // For a chat that is not there yet, or whose new summary is still on its way.
  const [wish, setWish] = useState<{ readonly chatId: ChatId; readonly model: ModelRef } | null>(null);
  const wished = wish?.chatId === chatId ? wish.model : null;
  const open = useRef({ chatId, isNew });
  useLayoutEffect(() => {
    open.current = { chatId, isNew };
  }, [chatId, isNew]);
  const choose = useCallback(
    (model: ModelRef) => {
      const { chatId: id, isNew: isUnmade } = open.current;
      setWish({ chatId: id, model });
      if (isUnmade) return;
      core.chats.setModel({ id, ...fieldsOf(model) }).catch(() => {
        setWish(null);
        toast.show({ text: words.chat.models.notChanged });
      });
    },
    [core, toast],
  );
  const chosen = chooseModel(wished ?? ownOf(summary), {
    id: offer.usual,
    models: ownModels(usualOf(offer)),
    preferred: settings?.defaultModel ?? null,
  });
  const name = chosen?.name ?? null;
  const venue = chosen?.venue ?? 'local';
  const ollama = chosen?.venue === 'local' ? chosen.ollama : offer.usual;
  const model = useMemo((): ModelRef | null => {
    if (name === null) return null;
    return venue === 'hosted' ? { name, venue } : { name, venue, ollama };
  }, [name, venue, ollama]);
  return { model, chooseModel: choose };
}

function ownOf(summary: ChatSummary | null): ModelRef | null {
  if (summary === null || summary.model === null) return null;
  const { model: name, venue, ollama } = summary;
  return venue === 'hosted' ? { name, venue } : { name, venue, ollama };
}
