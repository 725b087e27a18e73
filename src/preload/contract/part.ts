// What a message is made of: a list of parts, in the order in which they came. Text alone is the list of one part.
import { z } from 'zod';
import { messageTextMax } from './chat-limits.ts';
import {
  attachmentsMax,
  fileCharsMax,
  fileNameMax,
  filesCharsMax,
  imageBytesMax,
  imageSideMax,
} from './file-limits.ts';

export const TextPart = z.object({ kind: z.literal('text'), text: z.string() });
export type TextPart = z.infer<typeof TextPart>;

/** `ms`: how long the model thought; null: not known. */
export const ThinkingPart = z.object({
  kind: z.literal('thinking'),
  text: z.string(),
  ms: z.int().min(0).nullable(),
});
export type ThinkingPart = z.infer<typeof ThinkingPart>;

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

/** What a person can say in a question. */
export const QuestionPart = z.discriminatedUnion('kind', [
  TextPart.extend({ text: z.string().min(1).max(messageTextMax) }),
  ImagePart,
  FilePart,
]);
export type QuestionPart = z.infer<typeof QuestionPart>;

/** A whole question: at most one text, and last, after what it is about. */
export const QuestionParts = z
  .array(QuestionPart)
  .min(1)
  .max(attachmentsMax + 1)
  .refine((parts) => parts.slice(0, -1).every(({ kind }) => kind !== 'text'))
  .refine((parts) => parts.filter(({ kind }) => kind !== 'text').length <= attachmentsMax)
  .refine((parts) => parts.reduce((sum, part) => sum + (part.kind === 'file' ? part.chars : 0), 0) <= filesCharsMax);

export const Part = z.discriminatedUnion('kind', [TextPart, ThinkingPart, ImagePart, FilePart]);
export type Part = z.infer<typeof Part>;
