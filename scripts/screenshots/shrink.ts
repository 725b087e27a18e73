// Makes a screenshot a third of its size: at most 256 colours, each the most frequent of those beside it. Reads what Chromium writes: 8 bits, no interlace.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export function shrinkPng(png: Buffer): Buffer {
  const chunks = readChunks(png);
  const header = chunks.find(({ kind }) => kind === 'IHDR')?.data ?? Buffer.alloc(13);
  const width = header.readUInt32BE(0);
  const channels = header[9] === 6 ? 4 : 3;
  const packed = Buffer.concat(chunks.filter(({ kind }) => kind === 'IDAT').map(({ data }) => data));
  const pixels = unfilter(inflateSync(packed), { stride: width * channels, channels });
  const { palette, indexOf } = choosePalette(pixels, channels);
  const rows = pixels.length / (width * channels);
  // Each row starts with its filter, which is none.
  const indexed = Buffer.alloc(rows * (width + 1));
  for (let at = 0; at < rows * width; at += 1)
    indexed[at + Math.floor(at / width) + 1] = indexOf(colourAt(pixels, at * channels));
  const newHeader = Buffer.from(header);
  newHeader[9] = 3;
  return Buffer.concat([
    signature,
    chunk('IHDR', newHeader),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(indexed, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

type Chunk = { readonly kind: string; readonly data: Buffer };

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ kind: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Section 9 of the PNG specification. */
function unfilter(raw: Buffer, { stride, channels }: { readonly stride: number; readonly channels: number }): Buffer {
  const rows = raw.length / (stride + 1);
  const pixels = Buffer.alloc(rows * stride);
  for (let row = 0; row < rows; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < channels ? 0 : (pixels[at - channels] ?? 0);
      const up = row === 0 ? 0 : (pixels[at - stride] ?? 0);
      const corner = row === 0 || column < channels ? 0 : (pixels[at - stride - channels] ?? 0);
      pixels[at] = (raw[at + row + 1] ?? 0) + predict(filter, { left, up, corner });
    }
  }
  return pixels;
}

type Beside = { readonly left: number; readonly up: number; readonly corner: number };

function predict(filter: number, { left, up, corner }: Beside): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - corner;
      const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      if (toLeft <= toUp && toLeft <= toCorner) return left;
      return toUp <= toCorner ? up : corner;
    }
    default:
      return 0;
  }
}

function colourAt(pixels: Buffer, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

/** The frequent colours stay as they are; the rare ones between them take the nearest of those. */
function choosePalette(pixels: Buffer, channels: number) {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const palette = byCount.slice(0, 96);
  // The rest goes to colours that no chosen one is near to, so that small coloured things keep their colour.
  for (let apart = 48; apart >= 0 && palette.length < 256; apart -= 8)
    for (const colour of byCount)
      if (palette.length < 256 && palette.every((one) => distance(one, colour) > apart)) palette.push(colour);
  const indexes = new Map(
    byCount.map((colour) => {
      const nearest = palette.reduce((best, one) => (distance(one, colour) < distance(best, colour) ? one : best));
      return [colour, palette.indexOf(nearest)];
    }),
  );
  return { palette, indexOf: (colour: number): number => indexes.get(colour) ?? 0 };
}

function distance(a: number, b: number): number {
  return (
    Math.abs((a >> 16) - (b >> 16)) + Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) + Math.abs((a & 255) - (b & 255))
  );
}
