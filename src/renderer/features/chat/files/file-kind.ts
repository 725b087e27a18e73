// What a file is, by what it contains and not by its name. Pure.

export type FileKind = 'image' | 'other_image' | 'pdf' | 'other';
export type Size = { readonly width: number; readonly height: number };

/** So much of a file's beginning says what it is. */
export const headBytes = 64 * 1024;

/** other_image: one that browsers do not all draw. */
export function kindOf(head: Uint8Array): FileKind {
  if (sizeOfImage(head) !== null) return 'image';
  if (starts(head, 0xff, 0xd8, 0xff)) return 'image';
  if (ascii(head, 4, 8) === 'ftyp' && /^(hei|hev|mif|msf|avi)/.test(ascii(head, 8, 12))) return 'other_image';
  if (starts(head, 0x49, 0x49, 0x2a, 0) || starts(head, 0x4d, 0x4d, 0, 0x2a)) return 'other_image';
  return ascii(head, 0, 1024).includes('%PDF-') ? 'pdf' : 'other';
}

/** As the file's beginning tells it, before anything is decoded: a small file may hold an enormous image. null: it does not tell. */
export function sizeOfImage(head: Uint8Array): Size | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (starts(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) && head.length >= 24)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (/^GIF8[79]a/.test(ascii(head, 0, 6)) && head.length >= 10)
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (ascii(head, 0, 2) === 'BM' && head.length >= 26 && view.getUint32(14, true) >= 40)
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP' && head.length >= 30) return sizeOfWebp(head, view);
  return starts(head, 0xff, 0xd8, 0xff) ? sizeOfJpeg(head, view) : null;
}

function sizeOfWebp(head: Uint8Array, view: DataView): Size | null {
  switch (ascii(head, 12, 16)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X': {
      const three = (at: number): number => view.getUint16(at, true) + (head[at + 2] ?? 0) * 65_536 + 1;
      return { width: three(24), height: three(27) };
    }
    default:
      return null;
  }
}

/** In the first frame header; what stands before it is jumped over by its length. */
function sizeOfJpeg(head: Uint8Array, view: DataView): Size | null {
  let at = 2;
  while (at + 9 < head.length) {
    if (head[at] !== 0xff) return null;
    const marker = head[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

function starts(head: Uint8Array, ...bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function ascii(head: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...head.subarray(from, to));
}
