// The questions that wait in one chat, for the components: as the core tells it, and what can be done with them.
import { useMemo } from 'react';
import type { ChatId, MessageId } from '../../../../preload/contract/ids.ts';
import type { QuestionPart } from '../../../../preload/contract/part.ts';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { useCoreAccess } from '../../../rpc/core-context.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';

export type WaitingQuestions = {
  readonly waiting: readonly QueuedMessage[];
  /** Resolves to whether the core took the change: of one that is sent already it takes none. */
  readonly change: (id: MessageId, parts: readonly QuestionPart[]) => Promise<boolean>;
  readonly remove: (id: MessageId) => void;
  /** One place up or down in the order in which they are asked. Resolves to whether the core took it. */
  readonly move: (id: MessageId, to: 'up' | 'down') => Promise<boolean>;
};

const nothing: readonly QueuedMessage[] = [];

/** `queue`: as the core tells it; null: not yet. */
export function useQueue(chatId: ChatId, queue: readonly QueuedMessage[] | null): WaitingQuestions {
  const access = useCoreAccess();
  const toast = useToast();
  // In most chats nothing waits: then it is the same before and after the core has told it.
  const waiting = queue === null || queue.length === 0 ? nothing : queue;
  return useMemo(() => {
    const failed = (): false => {
      toast.show({ text: words.chat.queue.failed });
      return false;
    };
    return {
      waiting,
      change: (id, parts) =>
        access.core.queue
          .change({ chatId, id, parts: [...parts] })
          .then((queue) => queue.some((one) => one.id === id), failed),
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
