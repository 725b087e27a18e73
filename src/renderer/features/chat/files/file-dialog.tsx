// One image or file of a chat, opened large: what the model is given of it.
import type { ReactNode } from 'react';
import type { FilePart, ImagePart } from '../../../../preload/contract/file-part.ts';
import type { Attachment } from '../../../../preload/contract/parts.ts';
import { CopyButton } from '../../../shared/copy-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { words } from '../../../words.ts';
import { altOf, nameOf } from './attachment-name.ts';
import { useFileText, useImage, type Content } from './file-contents.ts';

type FileDialogProps = {
  readonly attachment: Attachment;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
};

export function FileDialog({ attachment, isOpen, onOpenChange }: FileDialogProps) {
  const { kind } = attachment;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={nameOf(attachment)}
      description={
        kind === 'image'
          ? words.files.pixels(attachment.width, attachment.height)
          : words.files.tokens(attachment.tokens)
      }
      size="xl"
    >
      {kind === 'image' ? <WholeImage image={attachment} /> : <WholeText file={attachment} />}
    </Dialog>
  );
}

function WholeImage({ image }: { readonly image: ImagePart }) {
  return (
    <Loaded content={useImage(image)}>
      {(url) => (
        <img
          src={url}
          alt={altOf(image)}
          width={image.width}
          height={image.height}
          className="mx-auto h-auto max-h-[70dvh] w-auto max-w-full rounded-md bg-sunken object-contain"
        />
      )}
    </Loaded>
  );
}

/** A text of a million characters is drawn as far as anybody scrolls by hand. */
const shownMax = 200_000;

function WholeText({ file }: { readonly file: FilePart }) {
  return (
    <Loaded content={useFileText(file.fileId)}>
      {(text) => (
        <div className="relative">
          <div className="absolute top-2 right-2">
            <CopyButton text={text} label={words.chat.question.copy} />
          </div>
          <pre
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
            tabIndex={0}
            dir="auto"
            aria-label={file.name}
            role="region"
            className="max-h-[65dvh] overflow-auto rounded-md bg-sunken p-4 pr-12 font-mono text-sm wrap-anywhere whitespace-pre-wrap"
          >
            {text.length > shownMax ? `${text.slice(0, shownMax).toWellFormed()}…` : text}
          </pre>
        </div>
      )}
    </Loaded>
  );
}

function Loaded({
  content,
  children,
}: {
  readonly content: Content;
  readonly children: (content: string) => ReactNode;
}) {
  switch (content.kind) {
    case 'loading':
      return <Spinner />;
    case 'failed':
      return <p className="text-ink-2">{words.files.notShown}</p>;
    case 'there':
      return children(content.content);
  }
}
