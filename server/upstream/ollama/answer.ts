// An answer of Ollama's, which comes line by line, as a stream of OpenAI's events or as one chat.completion.
import { readerOf } from '../body.ts';
import type { Exchange } from '../exchange.ts';
import type { Keys } from '../no.ts';
import { type EventSource, passOn, type SourceState } from '../passing.ts';
import { type UpstreamAnswer, UpstreamFailed } from '../upstream.ts';
import { createLines } from './lines.ts';
import { type AnswerHead, type AnswerPiece, createReading, type Reading, usageMember } from './reading.ts';

const wholeBytesMax = 16 * 1024 * 1024;

/** Resolves once the first event is there. Throws UpstreamFailed, or the signal's reason. */
export async function streamedAnswer(
  exchange: Exchange,
  options: { readonly head: AnswerHead; readonly wantsUsage: boolean; readonly keys: Keys },
): Promise<UpstreamAnswer> {
  const reading = createReading(options.head, options.keys);
  const source = new EventsOfLines(reading, options);
  const events = await passOn(exchange, readerOf(exchange), source);
  return { kind: 'stream', events, tally: () => reading.tally() };
}

class EventsOfLines implements EventSource {
  hasPassed = false;
  words = 0;
  state: SourceState = { kind: 'open' };
  readonly #lines = createLines();
  readonly #reading: Reading;
  readonly #head: AnswerHead;
  readonly #wantsUsage: boolean;
  #events = '';

  constructor(reading: Reading, options: { readonly head: AnswerHead; readonly wantsUsage: boolean }) {
    this.#reading = reading;
    this.#head = options.head;
    this.#wantsUsage = options.wantsUsage;
  }

  /** What came together is passed on together. */
  take(): Buffer | null {
    if (this.#events === '') return null;
    const events = Buffer.from(this.#events);
    this.#events = '';
    return events;
  }

  push(chunk: Buffer): void {
    this.#translate(this.#lines.push(chunk));
  }

  end(): void {
    this.#translate(this.#lines.end());
    if (this.state.kind === 'open')
      this.state = { kind: 'failed', error: new UpstreamFailed('cut', 'the answer ended before it was done') };
  }

  #translate(lines: Iterable<Buffer>): void {
    try {
      for (const line of lines) {
        if (this.state.kind !== 'open') return;
        this.#say(this.#reading.read(line));
      }
    } catch (error) {
      this.state = { kind: 'failed', error };
    }
  }

  #say(piece: AnswerPiece): void {
    const delta = { ...(this.hasPassed ? {} : { role: 'assistant', content: '' }), ...wordsOf(piece) };
    this.hasPassed = true;
    this.words += 1;
    if (piece.finish === null || Object.keys(delta).length > 0) this.#sayChoice(delta, null);
    if (piece.finish === null) return;
    this.#sayChoice({}, piece.finish);
    const { usage } = this.#reading.tally();
    if (this.#wantsUsage && usage !== null) this.#sayEvent({ choices: [], usage: usageMember(usage) });
    this.#events += 'data: [DONE]\n\n';
    this.state = { kind: 'done' };
  }

  #sayChoice(delta: object, finish: string | null): void {
    this.#sayEvent({ choices: [{ index: 0, delta, finish_reason: finish }] });
  }

  #sayEvent(members: object): void {
    const { id, created, model } = this.#head;
    this.#events += `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model, ...members })}\n\n`;
  }
}

type Words = Pick<AnswerPiece, 'text' | 'thoughts'> & { readonly calls: readonly object[] };

function wordsOf({ text, thoughts, calls }: Words): object {
  return {
    ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
    ...(text === '' ? {} : { content: text }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

/** Throws UpstreamFailed, or the signal's reason. */
export async function wholeAnswer(
  exchange: Exchange,
  options: { readonly head: AnswerHead; readonly keys: Keys },
): Promise<UpstreamAnswer> {
  const reading = createReading(options.head, options.keys);
  try {
    const pieces = await readPieces(exchange, reading);
    const tally = reading.tally();
    const calls = pieces.flatMap((piece) => piece.calls.map(withoutIndex));
    const text = pieces.map((piece) => piece.text).join('');
    const words = wordsOf({ text: '', thoughts: pieces.map(({ thoughts }) => thoughts).join(''), calls });
    const message = { role: 'assistant', content: text === '' && calls.length > 0 ? null : text, ...words };
    const { id, created, model } = options.head;
    const usage = tally.usage === null ? {} : { usage: usageMember(tally.usage) };
    const choices = [{ index: 0, message, finish_reason: tally.finish }];
    const body = Buffer.from(JSON.stringify({ id, object: 'chat.completion', created, model, choices, ...usage }));
    exchange.finish();
    return { kind: 'whole', body, tally };
  } catch (error) {
    exchange.leave();
    throw error;
  }
}

/** Only the events of a stream number their calls. */
function withoutIndex({ id, type, function: called }: AnswerPiece['calls'][number]): object {
  return { id, type, function: called };
}

async function readPieces(exchange: Exchange, reading: Reading): Promise<readonly AnswerPiece[]> {
  const lines = createLines();
  const pieces: AnswerPiece[] = [];
  const read = readerOf(exchange);
  let bytes = 0;
  for (let chunk = await read(); chunk !== null; chunk = await read()) {
    bytes += chunk.length;
    if (bytes > wholeBytesMax) throw new UpstreamFailed('too_large', `the answer has more than ${wholeBytesMax} bytes`);
    for (const line of lines.push(Buffer.from(chunk))) {
      pieces.push(reading.read(line));
      if (reading.tally().finish !== null) return pieces;
    }
  }
  for (const line of lines.end()) pieces.push(reading.read(line));
  if (reading.tally().finish === null) throw new UpstreamFailed('cut', 'the answer ended before it was done');
  return pieces;
}
