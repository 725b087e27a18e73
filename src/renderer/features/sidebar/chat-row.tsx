// One chat in the list: its title, a sign while it answers or waits for the person, and what can be done with it.
import { Hand, MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { ChatId, MessageId } from '../../../preload/contract/ids.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import { chatName } from '../../shared/chat-name.ts';
import { cx } from '../../ui/cx.ts';
import { DropdownMenu } from '../../ui/dropdown-menu.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { RenameField } from './rename-field.tsx';
import { words } from '../../words.ts';

export type ChatRowProps = {
  readonly chat: ChatSummary;
  readonly isActive: boolean;
  readonly isRenamed: boolean;
  /** The Tab key stops at this row and at its menu; the arrow keys reach the others. */
  readonly isTabStop: boolean;
  /** The answer in which a call waits for the person; null: none does. */
  readonly waitingIn: MessageId | null;
  readonly onOpen: (id: ChatId) => void;
  readonly onOpenWaiting: (id: ChatId, answerId: MessageId) => void;
  readonly onRename: (id: ChatId) => void;
  /** null: left as it was. */
  readonly onRenamed: (id: ChatId, title: string | null) => void;
  readonly onRemove: (id: ChatId, title: string) => void;
};

export function ChatRow({
  chat,
  isActive,
  isRenamed,
  isTabStop,
  waitingIn,
  onOpen,
  onOpenWaiting,
  onRename,
  onRenamed,
  onRemove,
}: ChatRowProps): ReactNode {
  const menuButton = useRef<HTMLButtonElement>(null);
  const hasChosen = useRef(false);
  const name = chatName(chat);
  // Rename and Delete move the focus on themselves; a menu left without a choice gives it back.
  const onMenu = (isOpen: boolean): void => {
    if (isOpen) hasChosen.current = false;
    else requestAnimationFrame(() => hasChosen.current || menuButton.current?.focus());
  };
  const choose = (then: () => void) => (): void => {
    hasChosen.current = true;
    then();
  };
  if (isRenamed) {
    return (
      <li>
        <RenameField title={name} onDone={(title) => onRenamed(chat.id, title)} />
      </li>
    );
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'F2') onRename(chat.id);
    else if (event.key === 'Delete' || (event.key === 'Backspace' && event.metaKey)) onRemove(chat.id, name);
    else return;
    event.preventDefault();
  };
  return (
    <li
      className={cx(
        'group relative flex h-9 items-center rounded-md transition-colors',
        isActive ? 'bg-press' : 'hover:bg-hover has-data-[state=open]:bg-hover',
      )}
    >
      <button
        type="button"
        data-row={chat.id}
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isActive ? 'page' : undefined}
        aria-keyshortcuts="F2 Delete"
        onClick={() => (waitingIn === null ? onOpen(chat.id) : onOpenWaiting(chat.id, waitingIn))}
        onDoubleClick={() => onRename(chat.id)}
        onKeyDown={onKeyDown}
        title={waitingIn === null ? name : `${name}\n${words.sidebar.waiting}`}
        className={cx(
          'flex h-full min-w-0 flex-1 items-center gap-2 rounded-md px-3 text-left group-focus-within:pr-9 group-hover:pr-9 group-has-data-[state=open]:pr-9 focus-visible:-outline-offset-2 pointer-coarse:pr-9',
          isActive ? 'font-medium text-ink' : 'text-ink-2 group-hover:text-ink',
        )}
      >
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {name}
        </span>
        <Sign isWaiting={waitingIn !== null} isAnswering={chat.activeRunId !== null} />
      </button>
      <div className="absolute right-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 pointer-coarse:opacity-100">
        <DropdownMenu
          keepsFocus
          onOpenChange={onMenu}
          trigger={
            <button
              ref={menuButton}
              type="button"
              data-row-menu={chat.id}
              tabIndex={isTabStop ? 0 : -1}
              aria-label={words.sidebar.actionsFor(name)}
              className="inline-flex size-7 items-center justify-center rounded-sm text-ink-2 hover:bg-press hover:text-ink data-[state=open]:bg-press data-[state=open]:text-ink"
            >
              <MoreHorizontal aria-hidden="true" className="size-4" />
            </button>
          }
          items={[
            {
              kind: 'action',
              label: words.sidebar.rename,
              icon: <Pencil aria-hidden="true" />,
              shortcut: 'F2',
              onSelect: choose(() => onRename(chat.id)),
            },
            {
              kind: 'action',
              label: words.sidebar.delete,
              icon: <Trash2 aria-hidden="true" />,
              shortcut: words.page.deleteKey,
              isDanger: true,
              onSelect: choose(() => onRemove(chat.id, name)),
            },
          ]}
        />
      </div>
    </li>
  );
}

function Sign({ isWaiting, isAnswering }: { readonly isWaiting: boolean; readonly isAnswering: boolean }): ReactNode {
  if (isWaiting) {
    return (
      <span className="flex text-accent">
        <Hand aria-hidden="true" className="size-4" />
        <span className="sr-only">{words.sidebar.waiting}</span>
      </span>
    );
  }
  return isAnswering ? (
    <span className="flex text-accent">
      <Spinner size={16} label={words.sidebar.answering} />
    </span>
  ) : null;
}
