// The stream of one download: lines in, parsed, until the one that says success.
import { CodedFailure } from '../coded-failure.ts';
import { urlOf } from './address.ts';
import { parseAddress, type Call, type Line } from './ask.ts';
import { withhold } from './ollamas/withhold.ts';
import { chunksOf, readText, readToEnd, type Body } from '../body.ts';
import { createLineReader, LineTooLong, LineUnreadable } from '../line-reader.ts';
import { tellBroken, tellSaid, tellStalled, tellStatus, tellStranger } from './tell-failure.ts';
import { startWatchdog } from '../watchdog.ts';
import { ErrorBody, PullBody, readJson } from './wire.ts';

/** While Ollama asks the registry, which it tries more than once. */
export const manifestMs = 3 * 60_000;
/** While bytes come: Ollama tells of them many times a second, also when none have come. */
export const nextPieceMs = 2 * 60_000;
/** A large file is read from the disk once more before Ollama says the next word. */
export const verifyMs = 60 * 60_000;

const errorBodyBytesMax = 64 * 1024;
const quotedMax = 200;

/** Throws a CodedFailure, or the signal's reason once it has aborted. */
export async function* pullStream(line: Line, to: Call, name: string): AsyncGenerator<PullBody, void, void> {
  const address = parseAddress(to.address);
  const leave = new AbortController();
  const signal = AbortSignal.any([to.signal, leave.signal]);
  const watchdog = startWatchdog({
    clock: line.clock,
    firstMs: manifestMs,
    nextMs: manifestMs,
    signal,
    tellStalled,
  });
  let allowedMs = manifestMs;
  let whole: Body | null = null;
  try {
    const { statusCode, headers, body } = await line.connections.send(urlOf(address, '/api/pull'), {
      method: 'POST',
      headers: { ...to.headers, 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify({ model: name, stream: true }),
      signal: watchdog.signal,
    });
    if (statusCode !== 200) {
      const said = await readText(body, errorBodyBytesMax);
      throw tellStatus({ status: statusCode, location: headers['location'], body: said });
    }
    for await (const text of linesOf(chunksOf(body, () => watchdog.feed(allowedMs)))) {
      to.signal.throwIfAborted();
      const parsed = parseLine(text);
      allowedMs = silenceAfter(parsed);
      watchdog.feed(allowedMs);
      const isLast = parsed.status === 'success';
      if (isLast) whole = body;
      yield parsed;
      if (isLast) return;
    }
    throw new CodedFailure('ollama_cut', { detail: 'The download ended before it was done.', canRetry: true });
  } catch (error) {
    to.signal.throwIfAborted();
    const reason: unknown = watchdog.signal.reason;
    throw withhold(
      await tellBroken(reason instanceof CodedFailure ? reason : error, { address, isInstalled: line.isInstalled }),
      to.headers,
    );
  } finally {
    watchdog.stop();
    // Also when the reader left early: Ollama goes on for as long as the connection stands.
    if (whole === null) leave.abort();
    else await readToEnd(whole, line.clock);
  }
}

function silenceAfter({ status, digest }: PullBody): number {
  if (digest !== null) return nextPieceMs;
  return status.startsWith('pulling') ? manifestMs : verifyMs;
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const reader = createLineReader();
  try {
    for await (const chunk of chunks) yield* reader.push(chunk);
    yield* reader.end();
  } catch (error) {
    if (error instanceof LineTooLong)
      throw new CodedFailure('ollama_line_too_long', { detail: error.message, canRetry: true, cause: error });
    if (error instanceof LineUnreadable)
      throw new CodedFailure('ollama_invalid_line', { detail: error.message, canRetry: true, cause: error });
    throw error;
  }
}

function parseLine(text: string): PullBody {
  const json = readJson(text);
  const said = ErrorBody.safeParse(json);
  if (said.success) throw tellSaid(said.data, true);
  const parsed = PullBody.safeParse(json);
  if (parsed.success) return parsed.data;
  if (json === null) throw tellStranger(text);
  throw new CodedFailure('ollama_invalid_line', { detail: text.slice(0, quotedMax), canRetry: true });
}
