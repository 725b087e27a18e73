// How large an image says that it is, without decoding it. Pure.
import type { ImagePart } from '../../../preload/contract/file-part.ts';

type Size = { readonly width: number; readonly height: number };

/** In pixels; null where it does not say, or says none. */
export function imageSize(bytes: Buffer, mediaType: ImagePart['mediaType']): Size | null {
  const size = mediaType === 'image/png' ? pngSize(bytes) : jpegSize(bytes);
  return size === null || size.width === 0 || size.height === 0 ? null : size;
}

/** The first chunk of a PNG begins at 8, and is its header. */
function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** A JPEG is a row of segments with their lengths; the first that begins a frame says how large it is. */
function jpegSize(bytes: Buffer): Size | null {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** Three of that range are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
