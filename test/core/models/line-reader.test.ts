// Lines are the same however the network cuts the bytes.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineReader, LineTooLong, LineUnreadable } from '../../../src/main/core/line-reader.ts';

/** What came out before the end or the fault, and the fault's name. */
function readAll(chunks: readonly Uint8Array[], bytesMax?: number): { lines: string[]; fault: string | null } {
  const reader = createLineReader(bytesMax);
  const lines: string[] = [];
  try {
    for (const chunk of chunks) for (const line of reader.push(chunk)) lines.push(line);
    for (const line of reader.end()) lines.push(line);
    return { lines, fault: null };
  } catch (error) {
    return { lines, fault: error instanceof Error ? error.name : 'unknown' };
  }
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const edges = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

const streams = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('', '\r', '{"a":"ü🐘"}', 'é'.repeat(40))),
    { maxLength: 12 },
  )
  .chain((lines) => fc.constantFrom('\n', '\r\n', '\n\n').map((end) => new TextEncoder().encode(lines.join(end))));
const places = fc.array(fc.nat(), { maxLength: 30 });

describe('the line reader', () => {
  it('gives the same lines for any chunking of a stream', () => {
    fc.assert(
      fc.property(streams, places, (bytes, edges) => {
        expect(readAll(cut(bytes, edges))).toEqual(readAll([bytes]));
      }),
    );
  });

  it('finds an over-long line at the same place for any chunking', () => {
    fc.assert(
      fc.property(streams, places, (bytes, edges) => {
        expect(readAll(cut(bytes, edges), 24)).toEqual(readAll([bytes], 24));
      }),
    );
  });

  it('gives the same lines and the same fault for any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), places, (bytes, edges) => {
        expect(readAll(cut(bytes, edges), 24)).toEqual(readAll([bytes], 24));
      }),
    );
  });

  it('gives what stands between the newlines, without blank lines and carriage returns', () => {
    const bytes = new TextEncoder().encode('one\r\n\n  \ntwo\n\r\nthree');
    expect(readAll([bytes])).toEqual({ lines: ['one', 'two', 'three'], fault: null });
  });

  it('gives a last line that has no newline', () => {
    expect(readAll([new TextEncoder().encode('a\nb')]).lines).toEqual(['a', 'b']);
  });

  it('keeps a line of exactly the bound and refuses one byte more', () => {
    expect(readAll([new TextEncoder().encode(`${'x'.repeat(24)}\n`)], 24)).toEqual({
      lines: ['x'.repeat(24)],
      fault: null,
    });
    expect(readAll([new TextEncoder().encode(`ok\n${'x'.repeat(25)}\n`)], 24)).toEqual({
      lines: ['ok'],
      fault: new LineTooLong().name,
    });
  });

  it('refuses an over-long line before its end has come', () => {
    const reader = createLineReader(24);
    expect(() => [...reader.push(new Uint8Array(25).fill(0x78))]).toThrow(LineTooLong);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => [...createLineReader().push(Uint8Array.of(0xff, 0xfe, 0x0a))]).toThrow(LineUnreadable);
  });
});
