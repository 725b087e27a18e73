// What the model sees of one chat, for the components: as the core tells it, and what can be changed of it.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
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
const nobody = (): void => undefined;

export function useSeen(chatId: ChatId, isNew: boolean, path: readonly Message[]): Seen {
  const access = useCoreAccess();
  const toast = useToast();
  const watch = useMemo(
    () =>
      isNew
        ? null
        : access.watch<ContextState, ContextState>({
            open: (signal) => access.core.context.watch({ chatId }, { signal }),
            // The model sees all of most chats: then the answer changes nothing, and no row is drawn again.
            reduce: (_, next) => (isNothing(next) ? nothing : next),
          }),
    [access, chatId, isNew],
  );
  const subscribe = useCallback((listener: () => void) => watch?.subscribe(listener) ?? nobody, [watch]);
  const state = useSyncExternalStore(subscribe, () => watch?.current().value ?? nothing);
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
