// An image or a file as it stands beside words: small, opened large by a click, and removed where that can be done.
import { FileText, ImageOff, Type, X } from 'lucide-react';
import { useState } from 'react';
import type { FilePart, ImagePart } from '../../../../preload/contract/file-part.ts';
import type { Attachment } from '../../../../preload/contract/parts.ts';
import { cx } from '../../../ui/cx.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { MiddleText } from '../../../ui/middle-text.tsx';
import { words } from '../../../words.ts';
import { altOf, nameOf } from './attachment-name.ts';
import { useImage } from './file-contents.ts';
import { FileDialog } from './file-dialog.tsx';

type FileCardProps = {
  readonly attachment: Attachment;
  /** null: it stays. */
  readonly onRemove: (() => void) | null;
  /** Only of a file that was made from a long text. */
  readonly onToText?: (() => void) | undefined;
};

export function FileCard({ attachment, onRemove, onToText }: FileCardProps) {
  const [isOpen, setOpen] = useState(false);
  const name = nameOf(attachment);
  const open = (): void => setOpen(true);
  return (
    <li className="flex max-w-full min-w-0 items-center rounded-lg border border-line bg-raised">
      {attachment.kind === 'image' ? (
        <ImageButton image={attachment} isSmall={onRemove !== null} onOpen={open} />
      ) : (
        <FileButton file={attachment} onOpen={open} />
      )}
      {onToText === undefined ? null : (
        <IconButton size="sm" className="ml-1" label={words.files.toText} icon={<Type />} onClick={onToText} />
      )}
      {onRemove === null ? null : (
        <IconButton size="sm" className="mx-1" label={words.files.remove(name)} icon={<X />} onClick={onRemove} />
      )}
      <FileDialog attachment={attachment} isOpen={isOpen} onOpenChange={setOpen} />
    </li>
  );
}

type ImageButtonProps = { readonly image: ImagePart; readonly isSmall: boolean; readonly onOpen: () => void };

function ImageButton({ image, isSmall, onOpen }: ImageButtonProps) {
  const content = useImage(image);
  const shown = isSmall ? smallBox : boxOf(image);
  return (
    <button
      type="button"
      aria-label={words.files.open(altOf(image))}
      onClick={onOpen}
      className="min-w-0 overflow-hidden rounded-[7px] bg-sunken transition-opacity hover:opacity-90"
    >
      {/* As large as the image will be, so that nothing moves once it is there. */}
      <span style={shown} className="flex max-w-full items-center justify-center text-ink-3">
        {content.kind === 'there' ? (
          <img src={content.content} alt="" className={cx('size-full', isSmall ? 'object-cover' : 'object-contain')} />
        ) : null}
        {content.kind === 'failed' ? <ImageOff aria-hidden="true" className="size-5" /> : null}
      </span>
    </button>
  );
}

const smallBox = { width: 48, height: 48 } as const;
const heightMax = 160;
const widthMax = 320;

/** In pixels; a window that is narrower than the width makes the height smaller, too. */
function boxOf({ width, height }: ImagePart) {
  const scale = Math.min(1, heightMax / height, widthMax / width);
  return { width: Math.max(24, Math.round(width * scale)), aspectRatio: `${String(width)} / ${String(height)}` };
}

function FileButton({ file, onOpen }: { readonly file: FilePart; readonly onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex h-12 min-w-0 items-center gap-2.5 rounded-[7px] px-3 text-left transition-colors hover:bg-hover"
    >
      <FileText aria-hidden="true" className="size-5 shrink-0 text-ink-3" />
      <span className="min-w-0">
        <span className="sr-only">{words.files.opens}</span>
        <MiddleText text={file.name} className="max-w-56 text-sm font-medium" />
        <span className="block text-xs text-ink-2">{words.files.tokens(file.tokens)}</span>
      </span>
    </button>
  );
}
