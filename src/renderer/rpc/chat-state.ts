// One chat as the page keeps it, folded from what the core says of it: every message of every branch, and which one is shown last. Pure.
import type { Beside, ChatEvent } from '../../preload/contract/chats.ts';
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
      /** How many messages there are beside these, which the app cannot read. */
      readonly unshown: number;
      /** null: not known yet. What has not changed stays the same object. */
      readonly beside: Beside | null;
    }
  | { readonly kind: 'removed' };

export function foldChat(previous: ChatState | null, event: ChatEvent): ChatState {
  const before = previous?.kind === 'open' ? previous : null;
  switch (event.kind) {
    case 'snapshot': {
      const { messages: told, leafId, compared = null, unshown = 0 } = event.chat;
      const beside = besideAfter(before, event.beside);
      const messages = mapOf([told]);
      return { kind: 'open', messages, leafId, compared, isWhole: true, arriving: null, unshown, beside };
    }
    case 'end': {
      const { messages, leafId, compared = null } = event.chat;
      // After a lost line the chat is told again; what was there stays in sight until it is whole once more.
      const known = before?.isWhole === true ? [...before.messages.values()] : [];
      const isWhole = known.length > 0;
      const beside = besideAfter(before, event.beside);
      return {
        kind: 'open',
        messages: mapOf([known, messages]),
        leafId,
        compared,
        isWhole,
        arriving: [messages],
        unshown: 0,
        beside,
      };
    }
    case 'earlier': {
      if (before === null) return { kind: 'removed' };
      const arriving = [event.messages, ...(before.arriving ?? [])];
      const unshown = before.unshown + (event.unshown ?? 0);
      if (!event.isLast) return { ...before, arriving, unshown };
      return { ...before, messages: mapOf(arriving), isWhole: true, arriving: null, unshown };
    }
    case 'message': {
      const messages = new Map(before?.messages);
      messages.set(event.message.id, event.message);
      const { isWhole, arriving, unshown, beside } = before ?? nothing;
      return {
        kind: 'open',
        messages,
        leafId: event.leafId,
        compared: event.compared ?? null,
        isWhole,
        arriving: arriving === null ? null : [...arriving, [event.message]],
        unshown,
        beside,
      };
    }
    case 'beside':
      return before === null ? { kind: 'removed' } : { ...before, beside: besideAfter(before, event.beside) };
    case 'removed':
      return { kind: 'removed' };
  }
}

type Open = Extract<ChatState, { kind: 'open' }>;

const nothing = { isWhole: true, arriving: null, unshown: 0, beside: null } as const;

/** Each part anew only where it is another: who looks at one part has nothing to draw when another changes. */
function besideAfter(before: Open | null, next: Beside): Beside {
  const known = before?.beside ?? null;
  if (known === null) return next;
  const { parameters, context, queue } = next;
  return {
    parameters: isSame(known.parameters, parameters) ? known.parameters : parameters,
    context: isSame(known.context, context) ? known.context : context,
    queue: isSame(known.queue, queue) ? known.queue : queue,
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function mapOf(steps: readonly (readonly Message[])[]): ReadonlyMap<MessageId, Message> {
  const messages = new Map<MessageId, Message>();
  for (const step of steps) for (const message of step) messages.set(message.id, message);
  return messages;
}
