// The list of chats, grouped by day, with the whole of it in reach of the keyboard.
import { memo, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { useChats } from '../../rpc/core-context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ChatRow } from './chat-row.tsx';
import { groupChats } from './group-chats.ts';
import { useChatActions } from './use-chat-actions.ts';
import { useRows } from './use-rows.ts';
import { useToday } from './use-today.ts';
import { useWaitingChats } from './waiting-note.tsx';
import { words } from '../../words.ts';

type ChatListProps = {
  readonly activeChatId: ChatId | null;
  readonly onOpen: (chatId: ChatId) => void;
  /** At the call that waits for the person. */
  readonly onOpenWaiting: (chatId: ChatId, answerId: MessageId) => void;
  /** The open chat was deleted. */
  readonly onGone: () => void;
};

export function ChatList({ activeChatId, onOpen, onOpenWaiting, onGone }: ChatListProps): ReactNode {
  const { kind, value: told } = useChats();
  const chats = told?.chats ?? null;
  const calls = useWaitingChats();
  const waiting = useMemo(() => new Map(calls.map(({ chatId, answerId }) => [chatId, answerId])), [calls]);
  const today = useToday();
  const groups = useMemo(() => groupChats(chats ?? [], today), [chats, today]);
  const [renamed, setRenamed] = useState<ChatId | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const restored = useRef<ChatId | null>(null);
  const focusRestored = useCallback(() => {
    const row = restored.current === null ? null : rowOf(list.current, restored.current);
    if (row === null) return;
    restored.current = null;
    row.focus();
  }, []);
  const onBack = useCallback(
    (id: ChatId) => {
      restored.current = id;
      focusRestored();
    },
    [focusRestored],
  );
  const { rename, remove } = useChatActions({ activeChatId, onOpen, onGone, onBack });
  const { tabStop, handlers } = useRows();

  // The list hears of a restored chat a moment after the wish is granted.
  useEffect(focusRestored, [chats, focusRestored]);

  const removeAndMove = useCallback(
    (id: ChatId, title: string) => {
      focusNeighbour(list.current, id);
      remove(id, title);
    },
    [remove],
  );
  const endRename = useCallback(
    (id: ChatId, title: string | null) => {
      setRenamed(null);
      if (title !== null) rename(id, title);
      requestAnimationFrame(() => rowOf(list.current, id)?.focus());
    },
    [rename],
  );

  if (told === null || chats === null)
    return kind === 'failed' ? <EmptyState size="sm" title={words.sidebar.notLoaded} /> : <Placeholder />;
  const unlisted = told.unlisted === 0 ? null : <Unlisted chats={told.unlisted} />;
  if (chats.length === 0 && unlisted !== null) return unlisted;
  if (chats.length === 0) {
    return (
      <EmptyState size="sm" title={words.sidebar.none.title}>
        {words.sidebar.none.text}
      </EmptyState>
    );
  }
  const stop = tabStop(
    chats.map((chat) => chat.id),
    activeChatId,
  );
  return (
    // Arrow keys move between the buttons inside; the box itself is nothing to press.
    <div ref={list} {...handlers}>
      {unlisted}
      {groups.map((group) => (
        <section
          key={group.name}
          aria-label={group.name}
          className="[contain-intrinsic-size:auto_12rem] [content-visibility:auto]"
        >
          <h2 className="px-3 pt-4 pb-1 text-xs font-medium text-ink-3">{group.name}</h2>
          <ul>
            {group.chats.map((chat) => (
              <Row
                key={chat.id}
                chat={chat}
                isActive={chat.id === activeChatId}
                isRenamed={chat.id === renamed}
                isTabStop={chat.id === stop}
                waitingIn={waiting.get(chat.id) ?? null}
                onOpen={onOpen}
                onOpenWaiting={onOpenWaiting}
                onRename={setRenamed}
                onRenamed={endRename}
                onRemove={removeAndMove}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Unlisted({ chats }: { readonly chats: number }): ReactNode {
  return (
    <p role="note" className="px-3 pt-3 text-sm text-ink-2">
      {words.sidebar.unlisted(chats)}
    </p>
  );
}

/** `onOpen` and `onOpenWaiting` are new functions at each render of the app and do not change what a row shows. */
const Row = memo(
  ChatRow,
  (a, b) =>
    a.chat === b.chat &&
    a.isActive === b.isActive &&
    a.isRenamed === b.isRenamed &&
    a.isTabStop === b.isTabStop &&
    a.waitingIn === b.waitingIn &&
    a.onRemove === b.onRemove,
);

function Placeholder(): ReactNode {
  return (
    <div role="status" aria-label={words.sidebar.loading} className="flex animate-appear flex-col gap-3 px-3 pt-5">
      {['w-40', 'w-52', 'w-32', 'w-48'].map((width) => (
        <div key={width} className={`h-3 rounded-full bg-hover ${width}`} />
      ))}
    </div>
  );
}

function rowOf(list: HTMLElement | null, id: ChatId): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-row="${id}"]`) ?? null;
}

/** Before a row goes, focus moves to the next one, or the one before at the end. */
function focusNeighbour(list: HTMLElement | null, id: ChatId): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const at = rows.findIndex((row) => row.dataset['row'] === id);
  (rows[at + 1] ?? rows[at - 1])?.focus();
}
