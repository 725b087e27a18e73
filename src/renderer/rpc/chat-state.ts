// One chat as the page keeps it, folded from what the core says of it: every message of every branch, and which one is shown last. Pure.
import type { ChatEvent } from '../../preload/contract/chats.ts';
import type { MessageId } from '../../preload/contract/ids.ts';
import type { Compared, Message } from '../../preload/contract/message.ts';

export type ChatState =
  | {
      readonly kind: 'open';
      readonly messages: ReadonlyMap<MessageId, Message>;
      readonly leafId: MessageId | null;
      /** Two answers that stand side by side; null: none do. */
      readonly compared: Compared | null;
      /** false: only the end of the branch shown is here yet. */
      readonly isWhole: boolean;
      /** What has come of a long chat that is being told; null: nothing is missing. The newest step stands last. */
      readonly arriving: readonly (readonly Message[])[] | null;
    }
  | { readonly kind: 'removed' };

export function foldChat(previous: ChatState | null, event: ChatEvent): ChatState {
  const before = previous?.kind === 'open' ? previous : null;
  switch (event.kind) {
    case 'snapshot': {
      const { messages, leafId, compared = null } = event.chat;
      return { kind: 'open', messages: mapOf([messages]), leafId, compared, isWhole: true, arriving: null };
    }
    case 'end': {
      const { messages, leafId, compared = null } = event.chat;
      // After a lost line the chat is told again; what was there stays in sight until it is whole once more.
      const known = before?.isWhole === true ? [...before.messages.values()] : [];
      const isWhole = known.length > 0;
      return { kind: 'open', messages: mapOf([known, messages]), leafId, compared, isWhole, arriving: [messages] };
    }
    case 'earlier': {
      if (before === null) return { kind: 'removed' };
      const arriving = [event.messages, ...(before.arriving ?? [])];
      if (!event.isLast) return { ...before, arriving };
      return { ...before, messages: mapOf(arriving), isWhole: true, arriving: null };
    }
    case 'message': {
      const messages = new Map(before?.messages);
      messages.set(event.message.id, event.message);
      const { isWhole, arriving } = before ?? { isWhole: true, arriving: null };
      return {
        kind: 'open',
        messages,
        leafId: event.leafId,
        compared: event.compared ?? null,
        isWhole,
        arriving: arriving === null ? null : [...arriving, [event.message]],
      };
    }
    case 'removed':
      return { kind: 'removed' };
  }
}

function mapOf(steps: readonly (readonly Message[])[]): ReadonlyMap<MessageId, Message> {
  const messages = new Map<MessageId, Message>();
  for (const step of steps) for (const message of step) messages.set(message.id, message);
  return messages;
}
