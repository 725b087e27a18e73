// Lines out of bytes, however the network cut them. Knows nothing of what a line means.
import { eventBytesMax } from '../passing.ts';
import { UpstreamFailed } from '../upstream.ts';

export type Lines = {
  /** Whole lines without their ends, blank ones left out. Throws UpstreamFailed for one that is too long. */
  push(chunk: Buffer): Iterable<Buffer>;
  /** The last line may come without its end. */
  end(): Iterable<Buffer>;
};

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export function createLines(): Lines {
  let kept: Buffer[] = [];
  let keptBytes = 0;

  function keep(bytes: Buffer): void {
    keptBytes += bytes.length;
    if (keptBytes > eventBytesMax) throw new UpstreamFailed('too_large', `a line has more than ${eventBytesMax} bytes`);
    if (bytes.length > 0) kept.push(bytes);
  }

  function* whole(): Iterable<Buffer> {
    const [first] = kept;
    const line = kept.length === 1 && first !== undefined ? first : Buffer.concat(kept);
    kept = [];
    keptBytes = 0;
    const isBlank = line.length === 0 || (line.length === 1 && line[0] === carriageReturn);
    if (!isBlank) yield line;
  }

  return {
    *push(chunk) {
      let from = 0;
      for (let to = chunk.indexOf(lineFeed); to !== -1; to = chunk.indexOf(lineFeed, from)) {
        keep(chunk.subarray(from, to));
        from = to + 1;
        yield* whole();
      }
      keep(chunk.subarray(from));
    },
    end: whole,
  };
}
