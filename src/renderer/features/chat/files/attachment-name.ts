// What an image or a file is called, and what else is said of it. Pure.
import type { Attachment } from '../../../../preload/contract/parts.ts';
import { words } from '../../../words.ts';

export function nameOf({ kind, name }: Attachment): string {
  if (kind === 'file') return name ?? '';
  return name === null ? words.files.image : name;
}

/** For who cannot see it. */
export function altOf(attachment: Attachment): string {
  if (attachment.kind === 'file' || attachment.name === null) return nameOf(attachment);
  return words.files.imageNamed(attachment.name);
}
