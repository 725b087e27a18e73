// One question that waits: its beginning, what it brings, and what can be done with it.
import { ArrowUp, Clock, Pencil, X } from 'lucide-react';
import type { QueuedMessage } from '../../../../preload/contract/queue.ts';
import { attachmentsOf, textOf } from '../../../../preload/contract/parts.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { words } from '../../../words.ts';

type QueuedRowProps = {
  readonly message: QueuedMessage;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  /** null: it is not its turn. */
  readonly onSend: (() => void) | null;
};

/** More is not read by anybody at this place. In UTF-16 units. */
const shownMax = 300;

export function QueuedRow({ message, onEdit, onRemove, onSend }: QueuedRowProps) {
  const files = attachmentsOf(message.parts).length;
  return (
    // Large text in a narrow window needs the whole line.
    <div className="flex flex-wrap items-center justify-end gap-x-2">
      <p dir="auto" className="flex min-w-32 flex-1 items-center gap-2 text-sm wrap-anywhere">
        <Clock aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
        <span className="line-clamp-2">
          {textOf(message.parts).slice(0, shownMax)}
          {files === 0 ? null : <span className="text-ink-3"> {words.chat.queue.files(files)}</span>}
        </span>
      </p>
      <span className="flex items-center gap-1">
        {onSend === null ? null : (
          <IconButton size="sm" label={words.chat.queue.sendNow} icon={<ArrowUp />} onClick={onSend} />
        )}
        <IconButton size="sm" label={words.chat.queue.edit} icon={<Pencil />} onClick={onEdit} />
        <IconButton size="sm" label={words.chat.queue.remove} icon={<X />} onClick={onRemove} />
      </span>
    </div>
  );
}
