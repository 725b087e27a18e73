// An upstream that does what a test tells it, through the port. What real ones do on the wire is tested with their adapters.
import type {
  AnswerTally,
  ReportedUsage,
  Upstream,
  UpstreamAnswer,
  UpstreamAsk,
} from '../../../server/upstream/upstream.ts';

type Play = (ask: UpstreamAsk, signal: AbortSignal) => Promise<UpstreamAnswer> | UpstreamAnswer;

export type ScriptedUpstream = Upstream & {
  readonly asks: UpstreamAsk[];
  /** How each question is answered from now on. */
  play(next: Play): void;
};

export function scriptedUpstream(name = 'first'): ScriptedUpstream {
  const state: { play: Play } = { play: () => wholeAnswer('Hello.', usage(10, 5)) };
  const asks: UpstreamAsk[] = [];
  return {
    name,
    asks,
    play: (next) => void (state.play = next),
    async chat(ask, signal) {
      asks.push(ask);
      signal.throwIfAborted();
      return state.play(ask, signal);
    },
    models: () => Promise.resolve([{ id: 'listed', created: 7, contextLength: 8192 }]),
    close: () => Promise.resolve(),
  };
}

export function usage(prompt: number, completion: number, parts: Partial<ReportedUsage> = {}): ReportedUsage {
  return { prompt, completion, cached: 0, reasoning: 0, ...parts };
}

export function tallyOf(text: string, used: ReportedUsage | null, finish: string | null = 'stop'): AnswerTally {
  return { usage: used, outputBytes: Buffer.byteLength(text), finish };
}

export function wholeAnswer(text: string, used: ReportedUsage | null): UpstreamAnswer {
  const message = { role: 'assistant', content: text };
  const body = {
    id: 'c1',
    object: 'chat.completion',
    model: 'm',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
  };
  return { kind: 'whole', body: Buffer.from(JSON.stringify(body)), tally: tallyOf(text, used) };
}

export function eventOf(content: string): string {
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

export const doneEvent = 'data: [DONE]\n\n';

/** What happens between the words: a promise is waited for, an error ends the stream. */
export type Beat = string | Promise<unknown> | Error;

/** `used` is known from when the last word was sent. */
export function streamAnswer(beats: readonly Beat[], used: ReportedUsage | null, signal: AbortSignal): UpstreamAnswer {
  const seen = { text: '', isOver: false };
  async function* events(): AsyncGenerator<Uint8Array> {
    for (const beat of beats) {
      if (beat instanceof Error) throw beat;
      if (typeof beat === 'string') {
        seen.text += beat;
        yield Buffer.from(eventOf(beat));
      } else await orAborted(beat, signal);
    }
    seen.isOver = true;
    yield Buffer.from(doneEvent);
  }
  return {
    kind: 'stream',
    events: events(),
    tally: () => ({
      usage: seen.isOver ? used : null,
      outputBytes: Buffer.byteLength(seen.text),
      finish: seen.isOver ? 'stop' : null,
    }),
  };
}

/** As a real upstream's read does: it ends when it is let go. */
export async function orAborted(beat: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([beat, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
