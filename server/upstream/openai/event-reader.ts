// Reads the data of one event after the other: counts what money depends on, and says what becomes of the event.
import { isUtf8 } from 'node:buffer';
import { hasRepeatedKey } from '../repeated-keys.ts';
import { jsonIn } from '../said.ts';
import { type AnswerTally, type ReportedUsage, UpstreamFailed } from '../upstream.ts';
import { type Chunk, readChunk } from './chunk.ts';
import { failureSaid, type Keys } from '../no.ts';
import { type Pattern, patternOf } from './pattern.ts';
import { greatestOf } from '../usage.ts';

/** hide: it is nobody's who did not ask for it. done: the answer is whole. */
export type Verdict = 'pass' | 'hide' | 'done';

export type EventReader = {
  /** Throws UpstreamFailed for an error of the service's, and for what cannot be read in exactly one way. */
  read(bytes: Buffer, from: number, to: number): Verdict;
  tally(): AnswerTally;
};

/** How often in a row a pattern may be looked for in vain. */
const patternTries = 4;

export function createEventReader(options: { readonly wantsUsage: boolean; readonly keys: Keys }): EventReader {
  let pattern: Pattern | null = null;
  let triesLeft = patternTries;
  let outputBytes = 0;
  let finish: string | null = null;
  let usage: ReportedUsage | null = null;

  function take(chunk: Chunk): Verdict {
    if (chunk.error !== null) throw failureSaid(chunk.error, options.keys);
    outputBytes += chunk.outputBytes;
    finish = chunk.finish ?? finish;
    usage = greatestOf(usage, chunk.usage);
    return chunk.isUsageOnly && !options.wantsUsage ? 'hide' : 'pass';
  }

  return {
    read(bytes, from, to) {
      const known = pattern === null ? -1 : pattern(bytes, from, to);
      if (known !== -1) {
        outputBytes += known;
        triesLeft = patternTries;
        return 'pass';
      }
      if (isDone(bytes, from, to)) return 'done';
      const data = bytes.subarray(from, to);
      const chunk = parse(data);
      if (chunk.outputBytes > 0 && triesLeft > 0) {
        triesLeft -= 1;
        pattern = patternOf(data) ?? pattern;
      }
      return take(chunk);
    },
    tally: () => ({ usage, outputBytes, finish }),
  };
}

function parse(data: Buffer): Chunk {
  const text = data.toString();
  const chunk = isUtf8(data) ? readChunk(jsonIn(text), 'delta') : null;
  if (chunk === null) throw new UpstreamFailed('unreadable', 'an event is not a chunk of a chat completion');
  if (chunk.namesUsage && hasRepeatedKey(text)) throw new UpstreamFailed('unreadable', 'an event repeats a key');
  return chunk;
}

const done = Buffer.from('[DONE]');

function isDone(bytes: Buffer, from: number, to: number): boolean {
  if (bytes[from] !== done[0] || to - from < done.length) return false;
  return bytes.toString('latin1', from, to).trimEnd() === '[DONE]';
}
