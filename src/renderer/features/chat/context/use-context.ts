// What the model sees of one chat, for the components: as the core tells it, and what can be changed of it.
import { useMemo } from 'react';
import type { ContextState } from '../../../../preload/contract/context.ts';
import { viewOf, type ContextView } from '../../../../preload/contract/context-view.ts';
import type { ChatId, MessageId } from '../../../../preload/contract/ids.ts';
import type { Message } from '../../../../preload/contract/message.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';

export type Seen = {
  readonly state: ContextState;
  readonly view: ContextView;
  readonly leaveOut: (messageIds: MessageId[], isLeftOut: boolean) => void;
  readonly forget: (id: string) => void;
};

const nothing: ContextState = { leftOut: [], summaries: [], changedAt: 0 };
const isNothing = ({ leftOut, summaries, changedAt }: ContextState): boolean =>
  leftOut.length === 0 && summaries.length === 0 && changedAt === 0;

/** `context`: as the core tells it; null: not yet. */
export function useSeen(chatId: ChatId, context: ContextState | null, path: readonly Message[]): Seen {
  const access = useCoreAccess();
  const toast = useToast();
  // The model sees all of most chats: then it is the same before and after the core has told it, and no row is drawn again.
  const state = context === null || isNothing(context) ? nothing : context;
  const view = useMemo(() => viewOf(path, state), [path, state]);
  return useMemo(() => {
    const tell = (): void => toast.show({ text: words.context.failed });
    return {
      state,
      view,
      leaveOut: (messageIds, isLeftOut) =>
        void access.core.context.leaveOut({ chatId, messageIds, isLeftOut }).catch(tell),
      forget: (id) => void access.core.context.forget({ chatId, id }).catch(tell),
    };
  }, [access, toast, chatId, state, view]);
}
