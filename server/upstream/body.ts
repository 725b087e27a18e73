// The body of an answer: taken out of its encoding, and read whole within a bound.
import { Readable, type Duplex, pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Exchange } from './exchange.ts';
import { UpstreamFailed } from './upstream.ts';

/** The next bytes; null at the end. Throws UpstreamFailed, or the signal's reason. */
export type Read = () => Promise<Uint8Array | null>;

/** Plain bytes are asked for, yet some proxies encode whatever they pass on. Throws UpstreamFailed for an encoding not known here. */
export function readerOf(exchange: Exchange): Read {
  // A header that came twice is a list, whatever its type says.
  const encoding = [exchange.headers['content-encoding'] ?? ''].flat().join(',').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return () => exchange.read();
  const decoder = decoderFor(encoding);
  if (decoder === null) {
    exchange.leave();
    throw new UpstreamFailed('unreadable', 'the answer is in an encoding that was not asked for');
  }
  return decoded(exchange, decoder);
}

/** What has come is given out at once, as far as it can be decoded. */
function decoderFor(encoding: string): Duplex | null {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return null;
  }
}

function decoded(exchange: Exchange, decoder: Duplex): Read {
  pipeline(Readable.from(chunksOf(exchange)), decoder, () => undefined);
  const chunks: AsyncIterator<Uint8Array> = decoder[Symbol.asyncIterator]();
  return async () => {
    try {
      const next = await chunks.next();
      return next.done === true ? null : next.value;
    } catch (error) {
      throw isZlibError(error)
        ? new UpstreamFailed('unreadable', `the answer cannot be decoded (${error.code})`)
        : error;
    }
  };
}

async function* chunksOf(exchange: Exchange): AsyncGenerator<Uint8Array, void, void> {
  for (let chunk = await exchange.read(); chunk !== null; chunk = await exchange.read()) yield chunk;
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && /^(?:Z_|ERR_|BROTLI_)/.test(String(error.code));
}

/** Throws UpstreamFailed `too_large` above the bound, and whatever `read` throws. */
export async function readWhole(read: Read, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let chunk = await read(); chunk !== null; chunk = await read()) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new UpstreamFailed('too_large', `the answer has more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first instanceof Buffer ? first : Buffer.concat(chunks, bytes);
}
