// Finds the events in a stream of server-sent events, however the network cut it, and hands on the bytes of those that pass, as
// they came. Only an event that is not yet whole is copied.
import { eventBytesMax, type EventSource, type SourceState } from '../passing.ts';
import { UpstreamFailed } from '../upstream.ts';
import type { EventReader, Verdict } from './event-reader.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;
const nothing = Buffer.alloc(0);
const doneEvent = Buffer.from('data: [DONE]\n\n');

export class EventScanner implements EventSource {
  /** Whether an event with data passed, or the answer is done. */
  hasPassed = false;
  /** Events with data that passed. */
  words = 0;
  state: SourceState = { kind: 'open' };
  readonly #reader: EventReader;
  #passing: Buffer[] = [];
  /** The event that is not yet whole: the first `filled` bytes. */
  #kept = nothing;
  #filled = 0;
  /** Where in it the line begins that is not yet whole. */
  #lineFrom = 0;
  /** From and to of each line of data that it has so far. */
  readonly #data: number[] = [];
  #hasCarriageReturn = false;
  #isOdd = false;

  constructor(reader: EventReader) {
    this.#reader = reader;
  }

  /** Whole events to pass on, in order; null: none at present. */
  take(): Buffer | null {
    return this.#passing.shift() ?? null;
  }

  push(chunk: Buffer): void {
    if (this.state.kind !== 'open') return;
    this.#hasCarriageReturn ||= chunk.includes(carriageReturn);
    if (this.#filled === 0) return this.#scan(chunk, 0);
    const searchFrom = this.#filled;
    this.#keep(chunk);
    this.#scan(this.#kept.subarray(0, this.#filled), searchFrom);
  }

  /** No more bytes come. An answer is whole without [DONE] if it said why it ended; what came of a last event is left out. */
  end(): void {
    if (this.state.kind !== 'open') return;
    const rest = this.#kept.subarray(0, this.#filled);
    const isDone = /(?:^|\n)data: ?\[DONE\]\s*$/.test(rest.toString('latin1'));
    if (!isDone && this.#reader.tally().finish === null)
      return this.#fail(new UpstreamFailed('cut', 'the answer ended before it was done'));
    this.#passing.push(doneEvent);
    this.#finish();
  }

  #scan(bytes: Buffer, searchFrom: number): void {
    let passFrom = 0;
    let eventFrom = 0;
    let lineFrom = this.#lineFrom;
    let lineTo = bytes.indexOf(lineFeed, searchFrom);
    for (; lineTo !== -1; lineTo = bytes.indexOf(lineFeed, lineFrom)) {
      const textTo = this.#endOfText(bytes, lineFrom, lineTo);
      const isBlank = textTo === lineFrom;
      if (!isBlank) this.#noteLine(bytes, lineFrom, textTo);
      lineFrom = lineTo + 1;
      if (!isBlank) continue;
      const verdict = this.#judge(bytes);
      if (verdict !== 'pass') {
        this.#pass(bytes, passFrom, verdict === 'done' ? lineFrom : eventFrom);
        passFrom = lineFrom;
      }
      eventFrom = lineFrom;
      if (verdict === 'done') return this.#finish();
      if (verdict === 'failed') return;
    }
    this.#pass(bytes, passFrom, eventFrom);
    this.#keepRest(bytes, eventFrom, lineFrom);
  }

  #pass(bytes: Buffer, from: number, to: number): void {
    if (to > from) this.#passing.push(bytes.subarray(from, to));
  }

  /** Without the carriage return of CRLF. Alone it ends a line too, for some readers and not for others. */
  #endOfText(bytes: Buffer, from: number, to: number): number {
    if (!this.#hasCarriageReturn) return to;
    const textTo = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
    for (let at = from; at < textTo; at += 1) if (bytes[at] === carriageReturn) this.#isOdd = true;
    return textTo;
  }

  #noteLine(bytes: Buffer, from: number, to: number): void {
    // Some readers leave a byte order mark out, others take it for a part of the name.
    if (bytes[from] === 0xef) this.#isOdd = true;
    if (!isData(bytes, from, to)) return;
    const valueFrom = Math.min(to, from + 5);
    this.#data.push(bytes[valueFrom] === space && valueFrom < to ? valueFrom + 1 : valueFrom, to);
  }

  #judge(bytes: Buffer): Verdict | 'failed' {
    const [from = 0, to = 0] = this.#data;
    const count = this.#data.length;
    if (count === 0 && !this.#isOdd) return 'pass';
    try {
      if (this.#isOdd) throw new UpstreamFailed('unreadable', 'an event can be read in two ways');
      const joined = count === 2 ? null : this.#joinData(bytes);
      const verdict =
        joined === null ? this.#reader.read(bytes, from, to) : this.#reader.read(joined, 0, joined.length);
      this.#data.length = 0;
      if (verdict !== 'hide') {
        this.hasPassed = true;
        this.words += 1;
      }
      return verdict;
    } catch (error) {
      this.#fail(error);
      return 'failed';
    }
  }

  #joinData(bytes: Buffer): Buffer {
    const lines: string[] = [];
    for (let at = 0; at < this.#data.length; at += 2)
      lines.push(bytes.toString('latin1', this.#data[at], this.#data[at + 1]));
    return Buffer.from(lines.join('\n'), 'latin1');
  }

  #keepRest(bytes: Buffer, eventFrom: number, lineFrom: number): void {
    const length = bytes.length - eventFrom;
    this.#lineFrom = lineFrom - eventFrom;
    if (length > eventBytesMax)
      return this.#fail(new UpstreamFailed('too_large', `an event has more than ${eventBytesMax} bytes`));
    if (length === this.#filled) return;
    for (let at = 0; at < this.#data.length; at += 1) this.#data[at] = (this.#data[at] ?? 0) - eventFrom;
    this.#kept = nothing;
    this.#filled = 0;
    if (length > 0) this.#keep(bytes.subarray(eventFrom));
  }

  #keep(bytes: Buffer): void {
    const filled = this.#filled + bytes.length;
    if (filled > this.#kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#kept.length, filled));
      this.#kept.copy(larger, 0, 0, this.#filled);
      this.#kept = larger;
    }
    bytes.copy(this.#kept, this.#filled);
    this.#filled = filled;
  }

  #finish(): void {
    this.hasPassed = true;
    this.state = { kind: 'done' };
    this.#kept = nothing;
  }

  #fail(error: unknown): void {
    this.state = { kind: 'failed', error };
    this.#kept = nothing;
  }
}

/** The name, and after it a colon or nothing. */
function isData(bytes: Buffer, from: number, to: number): boolean {
  if (to - from < 4 || bytes[from] !== 0x64 || bytes[from + 1] !== 0x61) return false;
  if (bytes[from + 2] !== 0x74 || bytes[from + 3] !== 0x61) return false;
  return to - from === 4 || bytes[from + 4] === colon;
}
