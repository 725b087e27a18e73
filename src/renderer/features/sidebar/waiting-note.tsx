// Which chats wait for the person's word on a call of a tool: above the list, where a long one would hide it, and once aloud.
import { Hand } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { WaitingCall } from '../../../preload/contract/chats.ts';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { useChats, useWaitingCalls } from '../../rpc/core-context.tsx';
import { chatName } from '../../shared/chat-name.ts';
import { words } from '../../words.ts';

const none: readonly WaitingCall[] = [];

/** One of each chat, though two answers may wait in it. The one that has waited longest comes first. */
export function useWaitingChats(): readonly WaitingCall[] {
  const { value } = useWaitingCalls();
  return useMemo(() => {
    const all = value ?? none;
    return all.filter(({ chatId }, at) => all.findIndex((one) => one.chatId === chatId) === at);
  }, [value]);
}

/** Left out: the chat that is open, which shows it itself. */
export function useWaitingElsewhere(activeChatId: ChatId | null): readonly WaitingCall[] {
  const waiting = useWaitingChats();
  return useMemo(() => waiting.filter(({ chatId }) => chatId !== activeChatId), [waiting, activeChatId]);
}

type WaitingNoteProps = {
  readonly activeChatId: ChatId | null;
  readonly onOpen: (call: WaitingCall) => void;
};

export function WaitingNote({ activeChatId, onOpen }: WaitingNoteProps): ReactNode {
  const waiting = useWaitingElsewhere(activeChatId);
  const [first] = waiting;
  if (first === undefined) return null;
  return (
    <button
      type="button"
      onClick={() => onOpen(first)}
      className="flex min-h-9 w-full items-center gap-2 rounded-md border border-accent bg-raised px-3 py-1.5 text-left text-sm transition-colors hover:bg-hover"
    >
      <Hand aria-hidden="true" className="size-4 shrink-0 text-accent" />
      <span className="min-w-0 flex-1">{words.sidebar.waitingChats(waiting.length)}</span>
    </button>
  );
}

/** Tells a screen reader once of each chat that begins to wait while another is open. It takes no focus. */
export function WaitingAnnouncer({ activeChatId }: { readonly activeChatId: ChatId | null }): ReactNode {
  const chats = useChats().value?.chats;
  const waiting = useWaitingElsewhere(activeChatId);
  const [said, setSaid] = useState('');
  const known = useRef(new Set<string>());
  useEffect(() => {
    const fresh = waiting.filter(({ answerId }) => !known.current.has(answerId));
    const named = fresh.flatMap(({ chatId }) => chats?.filter(({ id }) => id === chatId) ?? []);
    if (named.length === 0) return;
    for (const { answerId } of fresh) known.current.add(answerId);
    setSaid(named.map((chat) => words.sidebar.nowWaiting(chatName(chat))).join(' '));
  }, [waiting, chats]);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}
