// The images and files of a question, above its words.
import type { Attachment } from '../../../../preload/contract/parts.ts';
import { words } from '../../../words.ts';
import { FileCard } from './file-card.tsx';

type MessageFilesProps = {
  readonly attachments: readonly Attachment[];
  /** While it is edited. */
  readonly onRemove?: (index: number) => void;
  readonly className?: string;
};

export function MessageFiles({ attachments, onRemove, className }: MessageFilesProps) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={words.files.attached} className={`flex min-w-0 flex-wrap items-end gap-2 ${className ?? ''}`}>
      {attachments.map((attachment, index) => (
        <FileCard
          // The same file may be attached twice.
          key={`${attachment.fileId} ${String(index)}`}
          attachment={attachment}
          onRemove={onRemove === undefined ? null : () => onRemove(index)}
        />
      ))}
    </ul>
  );
}
