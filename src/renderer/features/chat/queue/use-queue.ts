// The questions that wait in one chat, for the components: as the core tells it, and what can be done with them.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { ChatId, MessageId } from '../../../../preload/contract/ids.ts';
import type { QuestionPart } from '../../../../preload/contract/part.ts';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';

export type WaitingQuestions = {
  readonly waiting: readonly QueuedMessage[];
  /** Resolves to whether the core took the change. */
  readonly change: (id: MessageId, parts: readonly QuestionPart[]) => Promise<boolean>;
  readonly remove: (id: MessageId) => void;
  /** One place up or down in the order in which they are asked. Resolves to whether the core took it. */
  readonly move: (id: MessageId, to: 'up' | 'down') => Promise<boolean>;
};

const nothing: readonly QueuedMessage[] = [];
const nobody = (): void => undefined;

/** A chat that is not there yet has none. */
export function useQueue(chatId: ChatId, isNew: boolean): WaitingQuestions {
  const access = useCoreAccess();
  const toast = useToast();
  const watch = useMemo(
    () =>
      isNew
        ? null
        : access.watch<readonly QueuedMessage[], readonly QueuedMessage[]>({
            open: (signal) => access.core.queue.watch({ chatId }, { signal }),
            // In most chats nothing waits: then the answer changes nothing, and the chat is not drawn again.
            reduce: (_, next) => (next.length === 0 ? nothing : next),
          }),
    [access, chatId, isNew],
  );
  const subscribe = useCallback((listener: () => void) => watch?.subscribe(listener) ?? nobody, [watch]);
  const waiting = useSyncExternalStore(subscribe, () => watch?.current().value ?? nothing);
  return useMemo(() => {
    const failed = (): false => {
      toast.show({ text: words.chat.queue.failed });
      return false;
    };
    return {
      waiting,
      change: (id, parts) => access.core.queue.change({ chatId, id, parts: [...parts] }).then(() => true, failed),
      remove: (id) => void access.core.queue.remove({ chatId, id }).catch(failed),
      move(id, to) {
        const at = waiting.findIndex((one) => one.id === id);
        // Down is before the one after the next.
        const before = to === 'up' ? waiting[at - 1]?.id : (waiting[at + 2]?.id ?? null);
        if (at < 0 || before === undefined) return Promise.resolve(false);
        return access.core.queue.move({ chatId, id, before }).then(() => true, failed);
      },
    };
  }, [access, toast, chatId, waiting]);
}
