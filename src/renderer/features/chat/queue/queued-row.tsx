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
    <div className="flex items-center gap-2">
      <Clock aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
      <p dir="auto" className="line-clamp-2 min-w-0 flex-1 text-sm wrap-anywhere">
        {textOf(message.parts).slice(0, shownMax)}
        {files === 0 ? null : <span className="text-ink-3"> {words.chat.queue.files(files)}</span>}
      </p>
      {onSend === null ? null : (
        <IconButton size="sm" label={words.chat.queue.sendNow} icon={<ArrowUp />} onClick={onSend} />
      )}
      <IconButton size="sm" label={words.chat.queue.edit} icon={<Pencil />} onClick={onEdit} />
      <IconButton size="sm" label={words.chat.queue.remove} icon={<X />} onClick={onRemove} />
    </div>
  );
}
