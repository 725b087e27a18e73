// Writes the body of one answer: encoded, in slices, and broken off where the script says so.
import type { ServerResponse } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import { constants, createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from 'node:zlib';
import type { Answer } from './behaviour.ts';
import { untilAborted } from '../fake-ollama/perform.ts';

export type BodyWriter = {
  /** Rejects when the reader left. `broken`: the script has broken the body off, nothing more can be written. */
  write(data: string | Uint8Array): Promise<'written' | 'broken'>;
  end(): void;
  cut(): Promise<void>;
};

type To = { readonly response: ServerResponse; readonly signal: AbortSignal; sent(bytes: number): void };

export function createBodyWriter(answer: Answer, { response, signal, sent }: To): BodyWriter {
  const encoder = encoderFor(answer.encoding);
  encoder?.pipe(response);
  let written = 0;

  async function push(bytes: Uint8Array): Promise<void> {
    signal.throwIfAborted();
    written += bytes.length;
    sent(bytes.length);
    if (encoder === null) response.write(bytes);
    else await encode(encoder, bytes);
  }

  async function writeSlices(bytes: Uint8Array): Promise<void> {
    const step = answer.sliceBytes ?? bytes.length;
    for (let from = 0; from < bytes.length; from += step) {
      await push(bytes.subarray(from, from + step));
      if (step < bytes.length || response.writableNeedDrain) await breathe(undefined, { signal });
    }
  }

  async function cut(): Promise<void> {
    // What was written lies corked until the turn is over; it is to go out before the cut.
    await breathe(undefined, { signal });
    await breathe(undefined, { signal });
    response.socket?.destroy();
  }

  function end(): void {
    if (encoder === null) response.end();
    else encoder.end();
  }

  return {
    cut,
    end,
    async write(data) {
      const bytes = Buffer.from(data);
      const left = (answer.breaks?.afterBytes ?? Number.POSITIVE_INFINITY) - written;
      if (bytes.length < left) {
        await writeSlices(bytes);
        return 'written';
      }
      await writeSlices(bytes.subarray(0, left));
      switch (answer.breaks?.how) {
        case 'stall':
          response.flushHeaders();
          return untilAborted(signal);
        case 'end':
          end();
          return 'broken';
        case 'cut':
        case undefined:
          await cut();
          return 'broken';
      }
    },
  };
}

function encoderFor(encoding: Answer['encoding']): Gzip | BrotliCompress | null {
  switch (encoding) {
    case 'gzip':
      return createGzip();
    case 'br':
      return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
    case undefined:
      return null;
  }
}

/** Each write can be read at once, as a service that streams encodes it. */
function encode(encoder: Gzip | BrotliCompress, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    encoder.write(bytes, (error) => {
      if (error) reject(error);
      else encoder.flush(resolve);
    });
  });
}
