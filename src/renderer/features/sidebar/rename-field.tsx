// The title of a chat, edited in place. Enter and leaving keep it, Escape does not.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { titleMax } from '../../../preload/contract/chat-limits.ts';
import { words } from '../../words.ts';

export function RenameField({
  title,
  onDone,
}: {
  readonly title: string;
  readonly onDone: (title: string | null) => void;
}): ReactNode {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    // A menu that closes takes the focus with it for one frame.
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const finish = (next: string | null): void => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(next);
  };
  const keep = (): void => {
    const trimmed = text.trim();
    finish(trimmed === '' || trimmed === title ? null : trimmed);
  };
  return (
    <input
      ref={field}
      aria-label={words.sidebar.chatTitle}
      dir="auto"
      // Whoever asked to rename goes on in this field.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      value={text}
      maxLength={titleMax}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        finish(null);
      }}
      className="h-9 w-full rounded-md border border-focus bg-raised px-3 outline-2 outline-focus"
    />
  );
}
