// Which model answers next in a chat, and how another is chosen.
import { useCallback, useMemo, useState } from 'react';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import type { ModelRef, OllamaState } from '../../../preload/contract/models.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ownModels } from './model-ref.ts';
import { chooseModel } from './model-text.ts';
import { words } from '../../words.ts';

type Situation = {
  readonly chatId: ChatId;
  readonly isNew: boolean;
  readonly summary: ChatSummary | null;
  readonly ollama: OllamaState | null;
  readonly settings: Settings | null;
};

export function useModelChoice({ chatId, isNew, summary, ollama, settings }: Situation): {
  /** The same object as long as it is the same model. */
  readonly model: ModelRef | null;
  readonly chooseModel: (model: ModelRef) => void;
} {
  const core = useCore();
  const toast = useToast();
  // For a chat that is not there yet, or whose new summary is still on its way.
  const [wish, setWish] = useState<{ readonly chatId: ChatId; readonly model: ModelRef } | null>(null);
  const wished = wish?.chatId === chatId ? wish.model : null;
  const choose = useCallback(
    (model: ModelRef) => {
      setWish({ chatId, model });
      if (isNew) return;
      core.chats.setModel({ id: chatId, model: model.name, venue: model.venue }).catch(() => {
        setWish(null);
        toast.show({ text: words.chat.models.notChanged });
      });
    },
    [core, toast, chatId, isNew],
  );
  const { name, venue } =
    chooseModel(wished ?? ownOf(summary), settings?.defaultModel ?? null, ownModels(ollama)) ?? none;
  const model = useMemo(() => (name === null ? null : { name, venue }), [name, venue]);
  return { model, chooseModel: choose };
}

const none = { name: null, venue: 'local' } as const;

function ownOf(summary: ChatSummary | null): ModelRef | null {
  return summary === null || summary.model === null ? null : { name: summary.model, venue: summary.venue };
}
