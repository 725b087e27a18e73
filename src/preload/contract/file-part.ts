// The parts of a message that are files. They stand apart from the other parts, because the page reads them out of its drafts at its
// start, and then builds no schema of the rest.
import { z } from 'zod';
import { fileCharsMax, fileNameMax, imageBytesMax, imageSideMax } from './file-limits.ts';

/** The SHA-256 of what an image or a file contains, in hexadecimal. */
export const FileId = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'FileId'>();
export type FileId = z.infer<typeof FileId>;

const name = z.string().min(1).max(fileNameMax);

/** What it shows lies in the store, under `fileId`. */
export const ImagePart = z.object({
  kind: z.literal('image'),
  fileId: FileId,
  mediaType: z.enum(['image/jpeg', 'image/png']),
  bytes: z.int().min(1).max(imageBytesMax),
  width: z.int().min(1).max(imageSideMax),
  height: z.int().min(1).max(imageSideMax),
  /** null: pasted, so that it has none. */
  name: name.nullable(),
});
export type ImagePart = z.infer<typeof ImagePart>;

/** What it says lies in the store as text, under `fileId`. */
export const FilePart = z.object({
  kind: z.literal('file'),
  fileId: FileId,
  name,
  /** What it was read from; the rest is text of whatever kind. */
  mediaType: z.enum(['text/plain', 'application/pdf']),
  /** Of the file itself. */
  bytes: z.int().min(1),
  /** Of its text, in UTF-16 units. */
  chars: z.int().min(1).max(fileCharsMax),
  /** An estimate of what it takes of a model's window. */
  tokens: z.int().min(1),
});
export type FilePart = z.infer<typeof FilePart>;
