// The chats: a new one, the search, the list by day, and the way to the settings. Beside the chat where there is room, else over it.
import { PanelLeft, Settings2, SquarePen } from 'lucide-react';
import { memo, useState, type ReactNode } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { TallyMark } from '../../ui/tally-mark.tsx';
import { ChatList } from './chat-list.tsx';
import { SearchBox } from './search-box.tsx';
import { SearchResults } from './search-results.tsx';
import { useWaitingElsewhere, WaitingNote } from './waiting-note.tsx';
import type { SidebarState } from './use-sidebar.ts';
import { words } from '../../words.ts';

export type SidebarProps = {
  readonly sidebar: SidebarState;
  readonly activeChatId: ChatId | null;
  readonly onOpenChat: (chatId: ChatId, messageId: MessageId | null) => void;
  /** At the call that waits for the person. */
  readonly onOpenWaiting: (chatId: ChatId, answerId: MessageId) => void;
  readonly onNewChat: () => void;
  readonly onSettings: () => void;
  /** Such as "⌘N", for the tooltip. */
  readonly newChatShortcut?: string;
};

export const Sidebar = memo(function Sidebar(props: SidebarProps): ReactNode {
  const { sidebar } = props;
  if (sidebar.isNarrow) {
    return (
      <Sheet isOpen={sidebar.isShown} onOpenChange={sidebar.leaveSheet} title={words.sidebar.chats}>
        <Content {...props} />
      </Sheet>
    );
  }
  return (
    <aside
      aria-label={words.sidebar.chats}
      inert={!sidebar.isShown}
      className={cx(
        'shrink-0 overflow-hidden border-line bg-sunken transition-[width] duration-200',
        sidebar.isShown ? 'w-72 border-r' : 'invisible w-0',
      )}
    >
      <div className="flex h-full w-72 flex-col">
        <Content {...props} />
      </div>
    </aside>
  );
});

/** Stands where the sidebar is folded away or a sheet, so that it can come back. It then says how many chats wait for the person. */
export function SidebarToggle({
  sidebar,
  activeChatId,
  shortcut,
}: {
  readonly sidebar: SidebarState;
  readonly activeChatId: ChatId | null;
  readonly shortcut?: string;
}): ReactNode {
  const waiting = useWaitingElsewhere(activeChatId).length;
  const { hide, show, showWaiting } = words.sidebar;
  const isSigned = !sidebar.isShown && waiting > 0;
  return (
    <IconButton
      label={sidebar.isShown ? hide : isSigned ? showWaiting(waiting) : show}
      icon={
        <span className="relative flex">
          <PanelLeft />
          {isSigned ? (
            <span className="absolute -top-1 -right-1 size-2.5 rounded-full bg-accent forced-colors:bg-[Highlight]" />
          ) : null}
        </span>
      }
      aria-expanded={sidebar.isShown}
      onClick={sidebar.toggle}
      {...(shortcut === undefined ? {} : { shortcut })}
    />
  );
}

function Content({
  sidebar,
  activeChatId,
  onOpenChat,
  onOpenWaiting,
  onNewChat,
  onSettings,
  newChatShortcut,
}: SidebarProps): ReactNode {
  const [query, setQuery] = useState('');
  const open = (chatId: ChatId, messageId: MessageId | null): void => {
    sidebar.leaveSheet();
    onOpenChat(chatId, messageId);
  };
  const openWaiting = (chatId: ChatId, answerId: MessageId): void => {
    sidebar.leaveSheet();
    onOpenWaiting(chatId, answerId);
  };
  const start = (): void => {
    sidebar.leaveSheet();
    onNewChat();
  };
  return (
    <>
      <header className="flex h-14 shrink-0 items-center gap-2 pr-3 pl-5">
        <TallyMark size={22} />
        <span className="flex-1 font-semibold tracking-tight">{words.page.appName}</span>
        <SidebarToggle sidebar={sidebar} activeChatId={activeChatId} />
      </header>
      <div className="flex flex-col gap-2 px-3 pb-2">
        <Button
          variant="secondary"
          className="w-full justify-start"
          icon={<SquarePen aria-hidden="true" className="size-4 text-ink-2" />}
          onClick={start}
        >
          <span className="flex-1 text-left">{words.sidebar.newChat}</span>
          {newChatShortcut === undefined ? null : (
            <span aria-hidden="true">
              <Kbd>{newChatShortcut}</Kbd>
            </span>
          )}
        </Button>
        <SearchBox query={query} onChange={setQuery} wish={sidebar.searchWish} />
        <WaitingNote activeChatId={activeChatId} onOpen={({ chatId, answerId }) => openWaiting(chatId, answerId)} />
      </div>
      <nav aria-label={words.sidebar.chatList} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-4">
        {query.trim() === '' ? (
          <ChatList
            activeChatId={activeChatId}
            onOpen={(chatId) => open(chatId, null)}
            onOpenWaiting={openWaiting}
            onGone={onNewChat}
          />
        ) : (
          <SearchResults query={query.trim()} activeChatId={activeChatId} onOpen={open} />
        )}
      </nav>
      <footer className="border-t border-line p-2">
        <Button
          variant="ghost"
          className="w-full justify-start"
          icon={<Settings2 aria-hidden="true" className="size-4" />}
          onClick={() => {
            sidebar.leaveSheet();
            onSettings();
          }}
        >
          {words.sidebar.settings}
        </Button>
      </footer>
    </>
  );
}
