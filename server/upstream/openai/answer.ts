// An answer under the status 200: a stream that is scanned while it passes, or one piece.
import { type Read, readWhole, readerOf } from '../body.ts';
import type { Exchange } from '../exchange.ts';
import { failureSaid, type Keys } from '../no.ts';
import { eventBytesMax, passOn } from '../passing.ts';
import { hasRepeatedKey } from '../repeated-keys.ts';
import { errorIn, jsonIn } from '../said.ts';
import { type UpstreamAnswer, UpstreamFailed } from '../upstream.ts';
import { readChunk } from './chunk.ts';
import { createEventReader } from './event-reader.ts';
import { EventScanner } from './event-scanner.ts';

const wholeBytesMax = 16 * 1024 * 1024;

/** Throws UpstreamFailed, or the signal's reason. */
export async function wholeAnswer(exchange: Exchange, keys: Keys): Promise<UpstreamAnswer> {
  try {
    const body = await readWhole(readerOf(exchange), wholeBytesMax);
    const text = body.toString();
    const value = jsonIn(text);
    const chunk = readChunk(value, 'message');
    if (chunk?.error) throw failureSaid(chunk.error, keys);
    if (chunk === null || hasRepeatedKey(text))
      throw new UpstreamFailed('unreadable', 'the answer is not a chat completion');
    const { usage, outputBytes, finish } = chunk;
    return { kind: 'whole', body, tally: { usage, outputBytes, finish } };
  } finally {
    exchange.leave();
  }
}

/** Resolves once the first event is there. Throws UpstreamFailed, or the signal's reason. */
export async function streamedAnswer(
  exchange: Exchange,
  options: { readonly wantsUsage: boolean; readonly keys: Keys },
): Promise<UpstreamAnswer> {
  const read = readerOf(exchange);
  if (!isEventStream(exchange)) return notEvents(exchange, read, options.keys);
  const reader = createEventReader(options);
  const events = await passOn(exchange, read, new EventScanner(reader));
  return { kind: 'stream', events, tally: () => reader.tally() };
}

function isEventStream({ headers }: Exchange): boolean {
  return [headers['content-type'] ?? ''].flat().join(',').trim().toLowerCase().startsWith('text/event-stream');
}

/** A service that answers in one piece where a stream was asked for has an error to tell, or is none of this kind. */
async function notEvents(exchange: Exchange, read: Read, keys: Keys): Promise<never> {
  try {
    const body = await readWhole(read, eventBytesMax);
    const error = errorIn(jsonIn(body.toString()));
    throw error === null
      ? new UpstreamFailed('unreadable', 'the answer is no stream of events')
      : failureSaid(error, keys);
  } finally {
    exchange.leave();
  }
}
