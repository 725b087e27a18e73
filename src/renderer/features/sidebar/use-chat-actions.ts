// Renaming and deleting chats. A deletion is undone rather than confirmed; whatever fails is said.
import { useCallback, useEffect, useRef } from 'react';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { useToast } from '../../ui/toast.tsx';
import { words } from '../../words.ts';

type Context = {
  readonly activeChatId: ChatId | null;
  readonly onOpen: (chatId: ChatId) => void;
  readonly onGone: () => void;
  /** A deleted chat is back, and not opened. */
  readonly onBack: (chatId: ChatId) => void;
};

export type ChatActions = {
  readonly rename: (id: ChatId, title: string) => void;
  readonly remove: (id: ChatId, title: string) => void;
};

export function useChatActions(context: Context): ChatActions {
  const core = useCore();
  const toast = useToast();
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });

  const rename = useCallback(
    (id: ChatId, title: string) => {
      core.chats.rename({ id, title }).catch(() => toast.show({ text: words.sidebar.notRenamed }));
    },
    [core, toast],
  );

  const remove = useCallback(
    (id: ChatId, title: string) => {
      const wasActive = latest.current.activeChatId === id;
      const restore = async (): Promise<void> => {
        try {
          await core.chats.restore({ id });
          if (wasActive) latest.current.onOpen(id);
          else latest.current.onBack(id);
        } catch {
          toast.show({
            text: words.sidebar.notRestored,
            action: { label: words.sidebar.tryAgain, onAction: () => void restore() },
          });
        }
      };
      const removeNow = async (): Promise<void> => {
        try {
          await core.chats.remove({ id });
          if (wasActive) latest.current.onGone();
          toast.show({
            text: words.sidebar.deleted(title),
            action: { label: words.sidebar.undo, onAction: () => void restore(), isUndo: true },
          });
        } catch {
          toast.show({ text: words.sidebar.notDeleted });
        }
      };
      void removeNow();
    },
    [core, toast],
  );
  return { rename, remove };
}
