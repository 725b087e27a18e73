// What is attached to the message that is being written, above the field.
import { Paperclip } from 'lucide-react';
import { memo, useRef } from 'react';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { words } from '../../../words.ts';
import { FileCard } from './file-card.tsx';
import type { Attachments } from './use-attachments.ts';

type DraftFilesRowProps = {
  readonly attachments: Attachments;
  /** The text of a file that is to stand in the field again. */
  readonly onText: (text: string) => void;
  /** One was taken away; the focus needs a place. */
  readonly onRemoved: () => void;
};

export function DraftFilesRow({ attachments, onText, onRemoved }: DraftFilesRowProps) {
  const { files, remove, takeText } = attachments;
  if (files.length === 0) return null;
  const toText = async (key: number): Promise<void> => {
    const text = await takeText(key);
    if (text !== null) onText(text);
  };
  return (
    <ul aria-label={words.files.attached} className="flex max-h-40 flex-wrap gap-2 overflow-y-auto px-1 pt-1 pb-2">
      {files.map(({ key, name, kept }) =>
        kept === null ? (
          <li
            key={key}
            className="flex h-[50px] items-center gap-2 rounded-lg border border-line px-3 text-sm text-ink-2"
          >
            <Spinner label={null} />
            <span className="max-w-56 truncate">{name ?? words.files.image}</span>
            <span className="sr-only">{words.files.reading}</span>
          </li>
        ) : (
          <FileCard
            key={key}
            attachment={kept.attachment}
            onRemove={() => {
              remove(key);
              onRemoved();
            }}
            onToText={kept.isPasted ? () => void toText(key) : undefined}
          />
        ),
      )}
    </ul>
  );
}

type AttachButtonProps = { readonly onFiles: (files: readonly File[]) => void };

export const AttachButton = memo(function AttachButton({ onFiles }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={words.files.attach} side="top" icon={<Paperclip />} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          // The same file can be chosen again.
          currentTarget.value = '';
          if (chosen.length > 0) onFiles(chosen);
        }}
      />
    </>
  );
});
