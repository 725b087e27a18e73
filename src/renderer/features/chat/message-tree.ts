// The tree of a chat's messages: which path is shown, and where it branches. Pure.
import type { MessageId } from '../../../preload/contract/ids.ts';
import type { Message } from '../../../preload/contract/message.ts';

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
