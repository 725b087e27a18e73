// A file that somebody gave: what of it can be sent to a model, or why nothing can.
import { fileCharsMax, fileNameMax } from '../../../../preload/contract/file-limits.ts';
import type { FilePart, ImagePart } from '../../../../preload/contract/file-part.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { headBytes, kindOf, sizeOfImage } from './file-kind.ts';
import { readPdf } from './pdf-text.ts';
import { pixelsMax, shrinkImage } from './shrink-image.ts';
import { textOfBytes } from './text-of-bytes.ts';

export type Unreadable =
  | 'empty'
  | 'binary'
  | 'too_large'
  | 'too_long'
  | 'image_broken'
  | 'image_kind'
  | 'image_too_large'
  | 'pdf_empty'
  | 'pdf_encrypted'
  | 'pdf_broken'
  | 'pdf_slow'
  | 'not_read';

export type ReadFile =
  | { readonly kind: 'image'; readonly part: Omit<ImagePart, 'fileId'>; readonly base64: string }
  | { readonly kind: 'text'; readonly part: Omit<FilePart, 'fileId'>; readonly text: string }
  | { readonly kind: 'unreadable'; readonly why: Unreadable };

/** Nothing larger is opened. */
export const openedBytesMax = 50_000_000;
/** What a larger text would hold is more than a message may. */
const textBytesMax = fileCharsMax * 4 + 4;

/** `name`: null for what was pasted and has none. */
export async function readFile(file: File, name: string | null = file.name): Promise<ReadFile> {
  if (file.size === 0) return no('empty');
  if (file.size > openedBytesMax) return no('too_large');
  try {
    const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    switch (kindOf(head)) {
      case 'image':
        return await readImage(file, name, head);
      case 'other_image':
        return no('image_kind');
      case 'pdf':
        return await readPdfFile(file);
      case 'other':
        return file.size > textBytesMax ? no('too_long') : readText(file, new Uint8Array(await file.arrayBuffer()));
    }
  } catch {
    // The file has gone meanwhile, or may not be opened.
    return no('not_read');
  }
}

async function readImage(file: File, name: string | null, head: Uint8Array): Promise<ReadFile> {
  const size = sizeOfImage(head);
  if (size !== null && size.width * size.height > pixelsMax) return no('image_too_large');
  const shrunk = await shrinkImage(file, head[0] === 0xff);
  if (shrunk === null) return no('image_broken');
  const { mediaType, width, height, blob } = shrunk;
  const part = {
    kind: 'image' as const,
    mediaType,
    bytes: blob.size,
    width,
    height,
    name: name === null ? null : short(name),
  };
  return { kind: 'image', part, base64: await base64Of(blob) };
}

async function readPdfFile(file: File): Promise<ReadFile> {
  const answer = await readPdf(await file.arrayBuffer());
  switch (answer.kind) {
    case 'text':
      return asText(file, answer.text, 'application/pdf');
    case 'empty':
    case 'encrypted':
    case 'broken':
    case 'slow':
      return no(`pdf_${answer.kind}`);
    case 'too_long':
      return no('too_long');
    case 'failed':
      return no('not_read');
  }
}

function readText(file: File, bytes: Uint8Array): ReadFile {
  const text = textOfBytes(bytes);
  if (text === null) return no('binary');
  return text.trim() === '' ? no('empty') : asText(file, text, 'text/plain');
}

function asText(file: File, text: string, mediaType: FilePart['mediaType']): ReadFile {
  if (text.length > fileCharsMax) return no('too_long');
  const part = { kind: 'file' as const, name: short(file.name), mediaType, bytes: file.size, chars: text.length };
  return { kind: 'text', part: { ...part, tokens: estimateTokens(text) }, text };
}

function no(why: Unreadable): ReadFile {
  return { kind: 'unreadable', why };
}

/** A long name keeps its end, which says what it is. */
function short(name: string): string {
  return name.length <= fileNameMax
    ? name || '?'
    : `${name.slice(0, fileNameMax - 21).toWellFormed()}…${name.slice(-20).toWellFormed()}`;
}

async function base64Of(blob: Blob): Promise<string> {
  const reader = new FileReader();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
  reader.addEventListener('error', () => reject(reader.error ?? new Error('not read')));
  reader.readAsDataURL(blob);
  const url = await promise;
  return url.slice(url.indexOf(',') + 1);
}
