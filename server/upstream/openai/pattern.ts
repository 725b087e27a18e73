// Most chunks of a stream differ from the one before in one text alone. Once such a chunk was parsed, the bytes before and after
// that text are remembered, and a chunk with the same bytes around another text is known without being parsed again.
import { isUtf8 } from 'node:buffer';
import { jsonIn } from '../said.ts';
import { type Chunk, readChunk } from './chunk.ts';

/**
 * UTF-8 bytes of what the chunk in these bytes brings, or -1 where it has to be parsed. Around the text that differs there must be
 * the bytes that are remembered, and in it only what can be the inside of a JSON text: no quotation mark, no control character, and
 * no escape but those of one letter.
 */
export type Pattern = (bytes: Buffer, from: number, to: number) => number;

const quote = 0x22;
const backslash = 0x5c;
const space = 0x20;
const names = ['"content":', '"reasoning_content":', '"reasoning":', '"arguments":'];
const trialText = 'x'.repeat(1000);

/** null: another chunk would have to be parsed all the same. `bytes`: one that was parsed. */
export function patternOf(bytes: Buffer): Pattern | null {
  for (const name of names) {
    const nameAt = bytes.indexOf(name);
    if (nameAt === -1) continue;
    const textFrom = textAfter(bytes, nameAt + name.length);
    const textTo = textFrom === -1 ? -1 : endOfText(bytes, textFrom);
    if (textTo > textFrom) return proven(bytes.subarray(0, textFrom), bytes.subarray(textTo));
  }
  return null;
}

/**
 * Whether the text in the middle is one that a reader sees is not guessed at: two other texts are put in its place and parsed.
 * Only if the second has more output by just its length, and nothing else is said, the same holds for every text.
 */
function proven(before: Buffer, after: Buffer): Pattern | null {
  const empty = wordsAlone(before, '', after);
  const full = wordsAlone(before, trialText, after);
  if (empty === null || full === null || full.outputBytes - empty.outputBytes !== trialText.length) return null;
  return comparing(Buffer.from(before), Buffer.from(after), empty.outputBytes);
}

function comparing(before: Buffer, after: Buffer, otherBytes: number): Pattern {
  return (bytes, from, to) => {
    const textFrom = from + before.length;
    const textTo = to - after.length;
    if (textTo < textFrom) return -1;
    if (before.compare(bytes, from, textFrom) !== 0 || after.compare(bytes, textTo, to) !== 0) return -1;
    const length = lengthInside(bytes, textFrom, textTo);
    return length === -1 ? -1 : otherBytes + length;
  };
}

/** Bytes of the text whose JSON this is the inside of; -1: it has to be parsed. */
function lengthInside(bytes: Buffer, from: number, to: number): number {
  let escapes = 0;
  let isAscii = true;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < space || byte === quote) return -1;
    if (byte === backslash) {
      at += 1;
      if (at >= to || !isShortEscape(bytes[at])) return -1;
      escapes += 1;
    } else if (byte >= 0x80) isAscii = false;
  }
  return isAscii || isUtf8(bytes.subarray(from, to)) ? to - from - escapes : -1;
}

function wordsAlone(before: Buffer, text: string, after: Buffer): Chunk | null {
  const chunk = readChunk(jsonIn(`${before.toString()}${text}${after.toString()}`), 'delta');
  if (chunk === null || chunk.error !== null || chunk.finish !== null) return null;
  return chunk.usage === null && !chunk.isUsageOnly ? chunk : null;
}

/** Where the text begins that is the value of a name; -1: its value is no text. */
function textAfter(bytes: Buffer, at: number): number {
  const valueAt = bytes[at] === space ? at + 1 : at;
  return bytes[valueAt] === quote ? valueAt + 1 : -1;
}

function endOfText(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) at += 1;
  }
  return -1;
}

/** " \ / b f n r t */
function isShortEscape(byte: number | undefined): boolean {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
