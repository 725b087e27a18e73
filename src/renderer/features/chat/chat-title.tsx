// The chat's name, renamed in its place.
import { useEffect, useRef, useState } from 'react';
import { titleMax } from '../../../preload/contract/chat-limits.ts';
import type { ChatSummary } from '../../../preload/contract/message.ts';
import { useCore } from '../../rpc/core-context.tsx';
import { chatName } from '../../shared/chat-name.ts';
import { cx } from '../../ui/cx.ts';
import { useToast } from '../../ui/toast.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { words } from '../../words.ts';

export function ChatTitle({ chat, className }: { readonly chat: ChatSummary; readonly className?: string }) {
  const core = useCore();
  const toast = useToast();
  const name = chatName(chat);
  const [draft, setDraft] = useState<string | null>(null);
  const isCancelled = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const isRenaming = draft !== null;
  const button = useRef<HTMLButtonElement>(null);
  const endedByKey = useRef(false);
  useEffect(() => {
    if (isRenaming) field.current?.select();
    else if (endedByKey.current) button.current?.focus();
    endedByKey.current = false;
  }, [isRenaming]);
  const finish = (): void => {
    const title = draft?.trim() ?? '';
    setDraft(null);
    if (isCancelled.current || title === '' || title === name) return;
    core.chats.rename({ id: chat.id, title }).catch(() => toast.show({ text: words.chat.title.notRenamed }));
  };
  if (draft === null) {
    return (
      <Tooltip text={words.chat.title.rename}>
        <button
          ref={button}
          type="button"
          aria-label={words.chat.title.renameThis(name)}
          dir="auto"
          onClick={() => {
            isCancelled.current = false;
            setDraft(name);
          }}
          className={cx(
            'max-w-full truncate rounded-md px-2 py-1 text-base font-medium transition-colors hover:bg-hover',
            className,
          )}
        >
          {name}
        </button>
      </Tooltip>
    );
  }
  return (
    <input
      ref={field}
      aria-label={words.chat.title.name}
      maxLength={titleMax}
      dir="auto"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isCancelled.current = true;
        if (event.key !== 'Escape' && event.key !== 'Enter') return;
        // The button has the focus before the key is up again, and must not be pressed by it.
        event.preventDefault();
        endedByKey.current = true;
        event.currentTarget.blur();
      }}
      className={cx(
        'w-full max-w-80 rounded-md border border-edge bg-raised px-2 py-0.5 text-base font-medium',
        className,
      )}
    />
  );
}
