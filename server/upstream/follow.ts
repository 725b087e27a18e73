// An upstream whose answers somebody follows: told of the first byte, and once of the end.
import {
  type AnswerTally,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamAsk,
  UpstreamFailed,
  type UpstreamFailure,
} from './upstream.ts';

/** left: nobody read on. broke: it threw what no upstream should. */
export type AnswerEnd = 'whole' | 'left' | 'refused' | 'broke' | UpstreamFailure;

/** One question. Neither may throw. */
export type Follower = {
  /** What is asked, where it is to be another than was given. */
  readonly ask?: UpstreamAsk;
  begun(): void;
  /** `tally`: what the answer had brought by then; null: nothing. */
  over(end: AnswerEnd, tally: AnswerTally | null): void;
};

type Stream = Extract<UpstreamAnswer, { readonly kind: 'stream' }>;
type End = (end: AnswerEnd, tally: AnswerTally | null) => void;

export function followUpstream(upstream: Upstream, follow: (ask: UpstreamAsk) => Follower): Upstream {
  return {
    name: upstream.name,
    async chat(given, signal) {
      const follower = follow(given);
      const over = once(follower);
      const endOf = (error: unknown): AnswerEnd =>
        signal.aborted ? 'left' : error instanceof UpstreamFailed ? error.failure : 'broke';
      try {
        const answer = await upstream.chat(follower.ask ?? given, signal);
        if (answer.kind === 'refused') {
          over('refused', null);
          return answer;
        }
        follower.begun();
        if (answer.kind === 'stream') return { ...answer, events: followed(answer, over, endOf) };
        over('whole', answer.tally);
        return answer;
      } catch (error) {
        over(endOf(error), null);
        throw error;
      }
    },
    models: (signal) => upstream.models(signal),
    close: () => upstream.close(),
  };
}

function once(follower: Follower): End {
  const state = { isOver: false };
  return (end, tally) => {
    if (state.isOver) return;
    state.isOver = true;
    follower.over(end, tally);
  };
}

function followed(
  { events, tally }: Stream,
  over: End,
  endOf: (error: unknown) => AnswerEnd,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const inner = events[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const next = await inner.next();
            if (next.done === true) over('whole', tally());
            return next;
          } catch (error) {
            over(endOf(error), tally());
            throw error;
          }
        },
        async return() {
          over('left', tally());
          return (await inner.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
  };
}
