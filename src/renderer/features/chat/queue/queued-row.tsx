// One question that waits: its beginning, what it brings, and what can be done with it.
import { ArrowUp, ChevronDown, ChevronUp, Clock, Pencil, TriangleAlert, X } from 'lucide-react';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { attachmentsOf, textOf } from '../../../../preload/contract/parts.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { words } from '../../../words.ts';
import { moveKey } from './use-moving.ts';

type QueuedRowProps = {
  readonly message: QueuedMessage;
  /** Who answers it, and where; null: nobody is chosen. */
  readonly answeredBy: string | null;
  /** In the order in which they are asked. */
  readonly place: { readonly index: number; readonly of: number };
  readonly onMove: (to: 'up' | 'down') => void;
  /** null: it cannot be read. */
  readonly onEdit: (() => void) | null;
  readonly onRemove: () => void;
  /** null: it is not its turn. */
  readonly onSend: (() => void) | null;
};

/** More is not read by anybody at this place. In UTF-16 units. */
const shownMax = 300;

export function QueuedRow({ message, answeredBy, place, onMove, onEdit, onRemove, onSend }: QueuedRowProps) {
  const files = attachmentsOf(message.parts).length;
  return (
    // Large text in a narrow window needs the whole line.
    <div className="flex flex-wrap items-center justify-end gap-x-2">
      <p dir="auto" className="flex min-w-32 flex-1 items-center gap-2 text-sm wrap-anywhere">
        {message.unreadable ? (
          <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-warning" />
        ) : (
          <Clock aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
        )}
        <span className="flex min-w-0 flex-col">
          <span className={message.unreadable ? undefined : 'line-clamp-2'}>
            {message.unreadable ? words.chat.queue.unreadable(message.id) : textOf(message.parts).slice(0, shownMax)}
            {files === 0 ? null : <span className="text-ink-3"> {words.chat.queue.files(files)}</span>}
          </span>
          {answeredBy === null || message.unreadable ? null : (
            <span dir="ltr" className="truncate text-xs text-ink-3">
              {words.chat.queue.answeredBy(answeredBy)}
            </span>
          )}
        </span>
      </p>
      <span className="flex items-center gap-1">
        {onSend === null ? null : (
          <IconButton size="sm" label={words.chat.queue.sendNow} icon={<ArrowUp />} onClick={onSend} />
        )}
        {place.of < 2 ? null : (
          <>
            <Move to="up" id={message.id} isLast={place.index === 0} onMove={onMove} />
            <Move to="down" id={message.id} isLast={place.index === place.of - 1} onMove={onMove} />
          </>
        )}
        {onEdit === null ? null : (
          <IconButton size="sm" label={words.chat.queue.edit} icon={<Pencil />} onClick={onEdit} />
        )}
        <IconButton size="sm" label={words.chat.queue.remove} icon={<X />} onClick={onRemove} />
      </span>
    </div>
  );
}

type MoveProps = {
  readonly to: 'up' | 'down';
  readonly id: QueuedMessage['id'];
  /** It goes no further. The button stays, so that it keeps the focus. */
  readonly isLast: boolean;
  readonly onMove: (to: 'up' | 'down') => void;
};

function Move({ to, id, isLast, onMove }: MoveProps) {
  return (
    <IconButton
      size="sm"
      label={to === 'up' ? words.chat.queue.moveUp : words.chat.queue.moveDown}
      icon={to === 'up' ? <ChevronUp /> : <ChevronDown />}
      data-move={moveKey(id, to)}
      aria-disabled={isLast || undefined}
      className={isLast ? 'opacity-40' : undefined}
      onClick={() => {
        if (!isLast) onMove(to);
      }}
    />
  );
}
