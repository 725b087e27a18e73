// Lines out of bytes, however the network cut them. Knows nothing of what a line means.

/** No line of Ollama's comes near this; more than that is something else speaking. */
export const lineBytesMax = 1_048_576;

export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/** The bytes of a line are not UTF-8. */
export class LineUnreadable extends Error {
  override readonly name = 'LineUnreadable';
}

/** Both yield whole lines without the space around them, blank ones left out unless they are kept, and throw LineTooLong or LineUnreadable in place of the line at fault. */
export type LineReader = {
  push(chunk: Uint8Array): Iterable<string>;
  /** The last line may come without a newline. */
  end(): Iterable<string>;
};

const newline = 0x0a;

/** Bytes are decoded a whole line at a time, so no character can be cut in two. */
export function createLineReader(bytesMax = lineBytesMax, { keepsBlank = false } = {}): LineReader {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;

  function keep(part: Uint8Array): void {
    pendingBytes += part.length;
    if (pendingBytes > bytesMax) throw new LineTooLong(`A line is longer than ${bytesMax} bytes`);
    if (part.length > 0) pending.push(part);
  }

  function take(): string {
    const line = decode(pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending));
    pending = [];
    pendingBytes = 0;
    return line;
  }

  return {
    *push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        const line = take();
        from = at + 1;
        if (line !== '' || keepsBlank) yield line;
      }
      keep(chunk.subarray(from));
    },
    *end() {
      const line = take();
      if (line !== '') yield line;
    },
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch (error) {
    throw new LineUnreadable('A line is not UTF-8', { cause: error });
  }
}
