// Which model answers next in a chat, and how another is chosen.
import { useCallback, useState } from 'react';
import type { ChatId } from '../../../preload/contract/ids.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import type { OllamaState } from '../../../preload/contract/models.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useToast } from '../../ui/toast.tsx';
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
  readonly model: string | null;
  readonly chooseModel: (name: string) => void;
} {
  const core = useCore();
  const toast = useToast();
  // For a chat that is not there yet, or whose new summary is still on its way.
  const [wish, setWish] = useState<{ readonly chatId: ChatId; readonly name: string } | null>(null);
  const models = ollama === null || ollama.kind === 'checking' ? [] : ollama.models;
  const wished = wish?.chatId === chatId ? wish.name : null;
  const choose = useCallback(
    (name: string) => {
      setWish({ chatId, name });
      if (isNew) return;
      core.chats.setModel({ id: chatId, model: name }).catch(() => {
        setWish(null);
        toast.show({ text: words.chat.models.notChanged });
      });
    },
    [core, toast, chatId, isNew],
  );
  return {
    model: chooseModel(wished ?? summary?.model ?? null, settings?.defaultModel ?? null, models),
    chooseModel: choose,
  };
}
