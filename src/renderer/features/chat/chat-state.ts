// One chat as the page keeps it: every message of every branch, and which path is shown. Pure.
import type { ChatEvent } from '../../../preload/contract/chats.ts';
import type { MessageId } from '../../../preload/contract/ids.ts';
import type { Compared, Message } from '../../../preload/contract/message.ts';

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

/** From the first message to the leaf. A parent that is missing ends the path there. */
export function pathTo(messages: ReadonlyMap<MessageId, Message>, leafId: MessageId | null): readonly Message[] {
  const path: Message[] = [];
  let at = leafId === null ? undefined : messages.get(leafId);
  while (at !== undefined && path.length <= messages.size) {
    path.push(at);
    at = at.parentId === null ? undefined : messages.get(at.parentId);
  }
  return path.toReversed();
}

export type Branching = { readonly index: number; readonly siblings: readonly MessageId[] };

/** Every message that has siblings, with its place among them, the oldest first. One pass over all messages. */
export function branchings(messages: ReadonlyMap<MessageId, Message>): ReadonlyMap<MessageId, Branching> {
  const found = new Map<MessageId, Branching>();
  for (const siblings of childrenOf(messages).values()) {
    if (siblings.length < 2) continue;
    const ids = siblings.map((message) => message.id);
    ids.forEach((id, index) => found.set(id, { index, siblings: ids }));
  }
  return found;
}

/** The newest end of the branch that begins here. */
export function leafBelow(messages: ReadonlyMap<MessageId, Message>, from: MessageId): MessageId {
  const children = childrenOf(messages);
  let leaf = from;
  for (let step = 0; step < messages.size; step += 1) {
    const next = children.get(leaf)?.at(-1);
    if (next === undefined) break;
    leaf = next.id;
  }
  return leaf;
}

function childrenOf(messages: ReadonlyMap<MessageId, Message>): ReadonlyMap<MessageId | null, readonly Message[]> {
  const children = new Map<MessageId | null, Message[]>();
  for (const message of messages.values()) {
    const siblings = children.get(message.parentId);
    if (siblings === undefined) children.set(message.parentId, [message]);
    else siblings.push(message);
  }
  for (const siblings of children.values())
    siblings.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  return children;
}
