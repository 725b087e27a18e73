// A waiting question that is sent while somebody changes it: what they have written stands in its place in the chat, and they are told.
import { useEffect, useRef } from 'react';
import type { MessageId } from '../../../../preload/contract/ids.ts';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';
import type { Edits } from '../edits.ts';

export function useSentMeanwhile(
  waiting: readonly QueuedMessage[],
  edits: Edits,
  isSent: (id: MessageId) => boolean,
): void {
  const toast = useToast();
  const waited = useRef<ReadonlySet<MessageId>>(new Set());
  useEffect(() => {
    const waits = new Set(waiting.map(({ id }) => id));
    const gone = [...waited.current].filter((id) => !waits.has(id) && edits.of(id) !== null);
    const sent = gone.filter(isSent);
    if (sent.length > 0) toast.show({ text: words.chat.queue.sentMeanwhile });
    // It may have left this list before it stands in the chat.
    waited.current = new Set([...waits, ...gone.filter((id) => !sent.includes(id))]);
  });
}
