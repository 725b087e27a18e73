// The parts of one hosted answer, out of the server's stream: thoughts, words, calls of tools, why it ended, and what it cost.
import { CodedFailure } from '../../coded-failure.ts';
import type { Clock, GeneratePart } from '../../ports.ts';
import { within } from '../../time-limit.ts';
import { createCalledTools } from './called-tools.ts';
import { Chunk, readCharge, readJson, type Charge } from './completion-wire.ts';
import { readEvents, type StreamEvent } from './event-reader.ts';

/** How long the price may come after the last word; what comes later is asked for. */
export const chargeMs = 5_000;

type Reading = {
  readonly clock: Clock;
  readonly startedAt: number;
  /** The model was offered some. */
  readonly hasTools: boolean;
};

export type CompletionPart = GeneratePart | { readonly kind: 'charge'; readonly charge: Charge };

const quotedMax = 200;

/** `ended` comes last, the price before it where the server names it. Throws a CodedFailure, or as the connection does. */
export async function* completionParts(
  chunks: AsyncIterable<Uint8Array>,
  { clock, startedAt, hasTools }: Reading,
): AsyncGenerator<CompletionPart, void, void> {
  const tally = createTally(clock, startedAt);
  const events = readEvents(chunks);
  let isDone = false;
  /** By when the rest has to be there; null: words may still come. */
  let restDueAt: number | null = null;
  for (;;) {
    const ms = restDueAt === null ? null : Math.max(0, restDueAt - clock.now());
    const next = ms === null ? await events.next() : await within({ clock, ms }, settled(events.next()), over);
    if (next.done === true) break;
    const event = next.value;
    if (event.kind === 'comment') {
      const charge = readCharge(event.text);
      if (charge === null) continue;
      yield { kind: 'charge', charge };
      restDueAt ??= clock.now() + chargeMs;
    } else if (event.text === '[DONE]') {
      isDone = true;
      restDueAt ??= clock.now() + chargeMs;
    } else yield* tally.take(readChunk(event.text));
  }
  const end = tally.end(isDone);
  const calls = tally.calls();
  if (hasTools && calls.length > 0) yield { kind: 'calls', calls };
  yield end;
}

const over: IteratorResult<StreamEvent, void> = { done: true, value: undefined };

/** All words are there: that the connection then breaks costs nothing but the price, which is asked for. */
function settled(next: Promise<IteratorResult<StreamEvent, void>>): Promise<IteratorResult<StreamEvent, void>> {
  return next.catch(() => over);
}

function readChunk(text: string): Chunk {
  const chunk = Chunk.safeParse(readJson(text));
  if (chunk.success) return chunk.data;
  throw new CodedFailure('hosted_unreadable', { detail: text.slice(0, quotedMax), canRetry: true });
}

function createTally(clock: Clock, startedAt: number) {
  let firstAt: number | null = null;
  let finish: string | null = null;
  let usage: Chunk['usage'] = null;
  let failure: CodedFailure | null = null;
  const called = createCalledTools();

  function counts(prompt: number, completion: number) {
    const now = clock.now();
    const nanoseconds = (from: number, to: number): number => Math.max(0, Math.round((to - from) * 1_000_000));
    return {
      promptTokens: prompt,
      completionTokens: completion,
      totalNs: nanoseconds(startedAt, now),
      loadNs: 0,
      promptNs: nanoseconds(startedAt, firstAt ?? now),
      completionNs: nanoseconds(firstAt ?? now, now),
    };
  }

  return {
    *take(chunk: Chunk): Iterable<CompletionPart> {
      usage = chunk.usage ?? usage;
      if (chunk.error) failure = new CodedFailure('hosted_cut', { detail: chunk.error.message, canRetry: true });
      for (const { delta, finish_reason: reason } of chunk.choices ?? []) {
        const thought = delta?.reasoning_content ?? delta?.reasoning ?? '';
        const text = delta?.content ?? '';
        const pieces = delta?.tool_calls ?? [];
        if (thought !== '' || text !== '' || pieces.length > 0) firstAt ??= clock.now();
        called.push(pieces);
        if (thought !== '') yield { kind: 'thinking', text: thought };
        if (text !== '') yield { kind: 'text', text };
        finish = reason ?? finish;
      }
    },
    calls: () => called.all(),
    /** Throws where the answer is not whole. */
    end(isDone: boolean): CompletionPart {
      if (failure !== null) throw failure;
      if (!isDone && finish === null)
        throw new CodedFailure('hosted_cut', { detail: 'The answer ended before it was done.', canRetry: true });
      const reason = finish === 'stop' || finish === 'length' ? finish : 'other';
      const { prompt_tokens: prompt, completion_tokens: completion } = usage ?? {};
      const isCounted = typeof prompt === 'number' && typeof completion === 'number';
      return { kind: 'ended', reason, counts: isCounted ? counts(prompt, completion) : null };
    },
  };
}
