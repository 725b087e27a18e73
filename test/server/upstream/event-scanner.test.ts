// The scanner of streamed answers: the bytes that pass, and what is counted of them, however the network cut them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../../server/upstream/openai/event-reader.ts';
import { EventScanner } from '../../../server/upstream/openai/event-scanner.ts';
import { eventBytesMax } from '../../../server/upstream/passing.ts';
import { patternOf } from '../../../server/upstream/openai/pattern.ts';
import { UpstreamFailed } from '../../../server/upstream/upstream.ts';
import { readPlainly, type PlainReading } from './plain-reading.ts';
import { changedStream, cutAt, cuts, oddStream, soundStream } from './stream-values.ts';

const keys = { operator: null, own: null };

function scan(chunks: readonly Buffer[], wantsUsage = false): PlainReading & { readonly pieces: readonly Buffer[] } {
  const reader = createEventReader({ wantsUsage, keys });
  const scanner = new EventScanner(reader);
  const pieces: Buffer[] = [];
  const collect = (): void => {
    for (let piece = scanner.take(); piece !== null; piece = scanner.take()) pieces.push(piece);
  };
  for (const chunk of chunks) {
    scanner.push(chunk);
    collect();
  }
  scanner.end();
  collect();
  const passed = Buffer.concat(pieces).toString('latin1');
  return { passed, tally: reader.tally(), end: endOf(scanner.state), pieces };
}

function endOf(state: EventScanner['state']): PlainReading['end'] {
  if (state.kind === 'done') return 'done';
  const failure = state.kind === 'failed' && state.error instanceof UpstreamFailed ? state.error.failure : null;
  if (failure === 'failed' || failure === 'unreadable' || failure === 'cut') return failure;
  throw new Error('it ended in no way that is known', { cause: state });
}

function agree(bytes: Buffer, places: readonly number[], wantsUsage: boolean): void {
  const { passed, tally, end } = scan(cutAt(bytes, places), wantsUsage);
  expect({ passed, tally, end }).toEqual(readPlainly(bytes, wantsUsage));
}

describe('the scanner', () => {
  it('passes and counts what a plain reading of every event does, wherever the bytes are cut', () => {
    fc.assert(fc.property(soundStream, cuts, fc.boolean(), agree), { numRuns: 2000 });
  });

  it('passes nothing from the first event on that a plain reading refuses', () => {
    fc.assert(fc.property(oddStream, cuts, fc.boolean(), agree), { numRuns: 1000 });
  });

  it('never disagrees with a plain reading about bytes that were changed on the way', () => {
    fc.assert(fc.property(changedStream, cuts, fc.boolean(), agree), { numRuns: 3000 });
  });

  it('hands on what came together as one piece, and the very bytes where they were whole', () => {
    const bytes = Buffer.from(['a', 'b', 'c'].map((text) => event({ content: text })).join('') + 'data: [DONE]\n\n');
    const { pieces } = scan([bytes]);
    expect(pieces).toHaveLength(1);
    expect(pieces[0]?.buffer).toBe(bytes.buffer);
  });

  it('knows chunks like the one before without parsing them, and counts their bytes', () => {
    const first = event({ content: 'One' });
    const data = Buffer.from(first.slice('data: '.length, -2));
    const pattern = patternOf(data);
    const like = (text: string) => Buffer.from(data.toString().replace('One', text));
    const bytesOf = (bytes: Buffer) => pattern?.(bytes, 0, bytes.length);
    expect(bytesOf(data)).toBe(3);
    expect(bytesOf(like(' \u00e9\u6f22'))).toBe(6);
    expect(bytesOf(like('a\\n\\"b'))).toBe(4);
    expect(bytesOf(like('\\u00e9'))).toBe(-1);
    expect(bytesOf(like('","finish_reason":"stop"'))).toBe(-1);
    expect(bytesOf(like('a\\'))).toBe(-1);
    expect(bytesOf(like('a\u0001'))).toBe(-1);
    expect(bytesOf(Buffer.from(data.toString('latin1').replace('One', '\u00e9'), 'latin1'))).toBe(-1);
    expect(bytesOf(Buffer.from(data.toString().replace('null', '"s"')))).toBe(-1);
  });

  it.each([
    ['the use', { usage: { prompt_tokens: 1, completion_tokens: 2 } }],
    ['an error', { error: { message: 'no' } }],
    ['the reason of the end', { choices: [{ delta: { content: 'One' }, finish_reason: 'stop' }] }],
    ['the same thoughts twice', { choices: [{ delta: { reasoning: 'One', reasoning_content: 'One' } }] }],
  ])('makes no pattern of a chunk that tells %s', (_what, more) => {
    const chunk = { choices: [{ delta: { content: 'One' }, finish_reason: null }], ...more };
    expect(patternOf(Buffer.from(JSON.stringify(chunk)))).toBeNull();
  });

  it('takes an event of a megabyte in small pieces, and refuses one of more than the bound', () => {
    const large = event({ content: 'x'.repeat(1_000_000) });
    const bytes = Buffer.from(`${large}data: [DONE]\n\n`);
    const { passed, tally, end } = scan(inPieces(bytes, 4096));
    expect([passed.length, tally.outputBytes, end]).toEqual([bytes.length, 1_000_000, 'done']);
    const scanner = new EventScanner(createEventReader({ wantsUsage: false, keys }));
    for (const piece of inPieces(Buffer.alloc(eventBytesMax + 1, 'data: '), 65_536)) scanner.push(piece);
    expect(scanner.state).toMatchObject({ kind: 'failed', error: { failure: 'too_large' } });
  });

  it('takes an answer for whole that says why it ended, even without [DONE], and adds it', () => {
    const text = event({ content: 'a' }) + event({}, 'stop');
    expect(scan([Buffer.from(text)])).toMatchObject({ end: 'done', passed: `${text}data: [DONE]\n\n` });
    expect(scan([Buffer.from(`${text}data: {"choi`)])).toMatchObject({
      end: 'done',
      passed: `${text}data: [DONE]\n\n`,
    });
    expect(scan([Buffer.from(event({ content: 'a' }))])).toMatchObject({ end: 'cut' });
  });

  it.each([
    [
      'in every event',
      [
        [3, 1],
        [3, 2],
        [3, 3],
      ],
      { prompt: 3, completion: 3 },
    ],
    [
      'once and then as nothing',
      [
        [3, 4],
        [0, 0],
      ],
      { prompt: 3, completion: 4 },
    ],
    [
      'the prompt first and the completion later',
      [
        [7, 1],
        [0, 9],
      ],
      { prompt: 7, completion: 9 },
    ],
    [
      'once in a way that can be true',
      [
        [3, 4],
        [-1, 9],
        [1e12, 1],
        [2.5, 8],
      ],
      { prompt: 3, completion: 4 },
    ],
  ])('takes the greatest of what is told %s', (_how, told, usage) => {
    const events = told.map(([prompt, completion]) =>
      event({ content: 'a' }, null, { prompt_tokens: prompt, completion_tokens: completion }),
    );
    expect(scan([Buffer.from(`${events.join('')}data: [DONE]\n\n`)]).tally.usage).toMatchObject(usage);
  });

  it.each(['0,0', '-1,2', '1.5,2', '"3",4', 'null,4', '1e300,4', '100000001,4'])('believes no use of %s', (told) => {
    const [prompt, completion] = told.split(',');
    const text = `data: {"choices":[],"usage":{"prompt_tokens":${prompt},"completion_tokens":${completion}}}\n\n`;
    expect(scan([Buffer.from(`${text}data: [DONE]\n\n`)])).toMatchObject({
      passed: 'data: [DONE]\n\n',
      tally: { usage: null },
    });
  });
});

function event(delta: object, finish: string | null = null, usage?: object): string {
  return `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }], usage })}\n\n`;
}

function inPieces(bytes: Buffer, length: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  );
}
