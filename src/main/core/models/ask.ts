// One short question to Ollama and its JSON answer. Chat answers, which stream, are in chat-stream.ts.
import type { z } from 'zod';
import type { Clock } from '../ports.ts';
import { readAddress, urlOf } from './address.ts';
import { readText } from '../body.ts';
import type { Connections } from './connections.ts';
import { CodedFailure } from '../coded-failure.ts';
import { tellBroken, tellStalled, tellStatus, tellStranger } from './tell-failure.ts';
import { startWatchdog } from '../watchdog.ts';
import { withhold, type Headers } from './ollamas/withhold.ts';
import { readJson } from './wire.ts';

/** What every call to Ollama needs of the world. */
export type Line = {
  readonly connections: Connections;
  readonly clock: Clock;
  /** Whether Ollama is on this computer; asked only when nothing answers here. */
  readonly isInstalled: () => Promise<boolean>;
};

/** Where to, with which headers, and until when. Redirections are not followed: the headers are for this address alone. */
export type Call = { readonly address: string; readonly headers: Headers; readonly signal: AbortSignal };

export type Question<T> = {
  readonly path: string;
  readonly body?: object;
  /** By default GET without a body, and POST with one. */
  readonly method?: 'DELETE';
  readonly answer: z.ZodType<T>;
  /** How long it may go without an answer. */
  readonly withinMs: number;
};

/** `show` lists every tensor of a model and its license: hundreds of kilobytes for large ones. */
const answerBytesMax = 16 * 1024 * 1024;

/** Throws a CodedFailure, or the signal's reason once it has aborted. */
export async function ask<T>(line: Line, to: Call, question: Question<T>): Promise<T> {
  const address = parseAddress(to.address);
  const watchdog = startWatchdog({
    clock: line.clock,
    firstMs: question.withinMs,
    nextMs: question.withinMs,
    signal: to.signal,
    tellStalled,
  });
  try {
    const { statusCode, headers, body } = await line.connections.send(urlOf(address, question.path), {
      method: question.method ?? (question.body === undefined ? 'GET' : 'POST'),
      headers: {
        ...to.headers,
        accept: 'application/json',
        ...(question.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: question.body === undefined ? null : JSON.stringify(question.body),
      signal: watchdog.signal,
    });
    const text = await readText(body, answerBytesMax);
    if (statusCode !== 200) throw tellStatus({ status: statusCode, location: headers['location'], body: text });
    const answer = question.answer.safeParse(readJson(text));
    if (!answer.success) throw tellStranger(text);
    return answer.data;
  } catch (error) {
    to.signal.throwIfAborted();
    throw withhold(
      await tellBroken(watchdog.signal.aborted ? watchdog.signal.reason : error, {
        address,
        isInstalled: line.isInstalled,
      }),
      to.headers,
    );
  } finally {
    watchdog.stop();
  }
}

export function parseAddress(text: string): URL {
  const read = readAddress(text);
  if (read.kind === 'malformed') throw new CodedFailure('ollama_wrong_address', { canRetry: false });
  return read.url;
}
