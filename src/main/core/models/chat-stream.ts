// The stream of one chat answer: lines in, parsed, until the one that says done. Every way it can break has its own code.
import type { ChatRequest } from 'ollama';
import { CodedFailure } from '../coded-failure.ts';
import { urlOf } from './address.ts';
import { parseAddress, type Call, type Line } from './ask.ts';
import { withhold } from './ollamas/withhold.ts';
import { chunksOf, readText, readToEnd, type Body } from '../body.ts';
import { createLineReader, LineTooLong, LineUnreadable } from '../line-reader.ts';
import { tellBroken, tellSaid, tellStalled, tellStatus, tellStranger } from './tell-failure.ts';
import { startWatchdog } from '../watchdog.ts';
import { ChatLine, ErrorBody, readJson } from './wire.ts';

/** Before the first token a model is read from disk and the whole prompt is worked through: minutes on a slow machine. */
export const firstTokenMs = 10 * 60_000;
/** Between two tokens: far above what the slowest machine needs for one. */
export const nextTokenMs = 2 * 60_000;

const errorBodyBytesMax = 64 * 1024;

/** `truncate` and `shift`: false asks Ollama to say so rather than to drop turns in silence; servers before 0.12 ignore both. */
export type ChatQuestion = Omit<ChatRequest, 'messages' | 'tools'> & {
  readonly messages: readonly AskedMessage[];
  readonly tools?: readonly AskedTool[];
  readonly truncate: boolean;
  readonly shift: boolean;
};

type AskedMessage = {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly thinking?: string;
  readonly images?: readonly string[];
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: object } }[];
  /** With a result: whose it is. */
  readonly tool_name?: string;
};

type AskedTool = {
  readonly type: 'function';
  readonly function: { readonly name: string; readonly description: string; readonly parameters: object };
};

type Media = 'ndjson' | 'other';

/** Yields every line, the one with `done` last. Throws a CodedFailure, or the signal's reason once it has aborted. */
export async function* chatStream(line: Line, to: Call, question: ChatQuestion): AsyncGenerator<ChatLine, void, void> {
  const address = parseAddress(to.address);
  const leave = new AbortController();
  const signal = AbortSignal.any([to.signal, leave.signal]);
  const watchdog = startWatchdog({
    clock: line.clock,
    firstMs: firstTokenMs,
    nextMs: nextTokenMs,
    signal,
    tellStalled,
  });
  let whole: Body | null = null;
  try {
    const { statusCode, headers, body } = await line.connections.send(urlOf(address, '/api/chat'), {
      method: 'POST',
      headers: { ...to.headers, 'content-type': 'application/json', accept: 'application/x-ndjson' },
      body: JSON.stringify(question),
      signal: watchdog.signal,
    });
    if (statusCode !== 200) {
      const said = await readText(body, errorBodyBytesMax);
      throw tellStatus({ status: statusCode, location: headers['location'], body: said });
    }
    const media = String(headers['content-type']).startsWith('application/x-ndjson') ? 'ndjson' : 'other';
    for await (const parsed of parseLines(
      chunksOf(body, () => watchdog.feed()),
      media,
    )) {
      to.signal.throwIfAborted();
      if (parsed.done) whole = body;
      yield parsed;
    }
  } catch (error) {
    to.signal.throwIfAborted();
    const reason: unknown = watchdog.signal.reason;
    throw withhold(
      await tellBroken(reason instanceof CodedFailure ? reason : error, { address, isInstalled: line.isInstalled }),
      to.headers,
    );
  } finally {
    watchdog.stop();
    // Also when the reader left early: Ollama goes on generating for as long as the connection stands.
    if (whole === null) leave.abort();
    else await readToEnd(whole, line.clock);
  }
}

async function* parseLines(chunks: AsyncIterable<Uint8Array>, media: Media): AsyncGenerator<ChatLine, void, void> {
  const reader = createLineReader();
  let last: ChatLine | null = null;
  for await (const text of linesOf(chunks, reader)) {
    const parsed = parseLine(text, last === null && media === 'other');
    yield parsed;
    if (parsed.done) return;
    last = parsed;
  }
  // Some servers give the reason for the end, and with it the counts, in a last line that says done: false.
  if (last !== null && last.done_reason !== null) return yield { ...last, message: null, done: true };
  throw new CodedFailure('ollama_cut', { detail: 'The answer ended before it was done.', canRetry: true });
}

async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  reader: ReturnType<typeof createLineReader>,
): AsyncGenerator<string, void, void> {
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

const quotedMax = 200;

/** A first line that is not Ollama's, under another media type, means that somebody else answers. */
function parseLine(text: string, isStranger: boolean): ChatLine {
  const json = readJson(text);
  const parsed = ChatLine.safeParse(json);
  if (parsed.success) return parsed.data;
  const said = ErrorBody.safeParse(json);
  if (said.success) throw tellSaid(said.data, true);
  if (isStranger) throw tellStranger(text);
  throw new CodedFailure('ollama_invalid_line', { detail: text.slice(0, quotedMax), canRetry: true });
}
