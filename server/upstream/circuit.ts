// Leaves an upstream in peace that fails again and again, so that callers are told at once, or another upstream is asked at once.
// After a rest one request is let through to try it; the rests grow while the tries fail.
import { backoffMs } from '../lib/backoff.ts';
import { type Clock, wholeSeconds } from '../lib/clock.ts';
import { type Upstream, UpstreamFailed, type UpstreamFailure } from './upstream.ts';

/** Weights of failures in a row, with no whole answer in between. */
const weightMax = 20;
const rest = { firstMs: 2_000, factor: 2, mostMs: 60_000 };

/**
 * An error that the upstream says itself weighs little, since a request of a certain kind may cause it. busy and too_large say
 * nothing about the next request.
 */
const weights: Readonly<Record<UpstreamFailure, number>> = {
  unreachable: 4,
  silent: 4,
  cut: 4,
  denied: 4,
  unreadable: 2,
  failed: 1,
  busy: 0,
  too_large: 0,
  resting: 0,
};

/**
 * How many failed answers to one asker count, until somebody has a whole answer. So nobody whose requests an upstream cannot bear
 * shuts it for everybody: it takes four askers to make it rest by such failures, and one of them alone never makes a rest longer.
 */
const weightOfOneMax = 5;
const answeredSo: ReadonlySet<UpstreamFailure> = new Set(['failed', 'unreadable']);

export function withCircuit(upstream: Upstream, clock: Clock): Upstream {
  let weight = 0;
  /** Only since the last whole answer. */
  const weightOf = new Map<string, number>();
  let rests = 0;
  let closedUntil = 0;
  let isTrying = false;

  /** Returns whether the request is the try after a rest. */
  function admit(): boolean {
    if (weight < weightMax) return false;
    const leftMs = closedUntil - clock.now();
    // More than the longest rest is left only where the clock was put back.
    if (isTrying || (leftMs > 0 && leftMs <= rest.mostMs))
      throw new UpstreamFailed('resting', 'its latest requests failed', { retryAfterS: wholeSeconds(leftMs) });
    isTrying = true;
    return true;
  }

  function noteAnswer(): void {
    weight = 0;
    weightOf.clear();
    rests = 0;
  }

  function weigh({ failure }: UpstreamFailed, asker: string): number {
    if (!answeredSo.has(failure)) return weights[failure];
    const before = weightOf.get(asker) ?? 0;
    const added = Math.min(weights[failure], weightOfOneMax - before);
    if (added > 0) weightOf.set(asker, before + added);
    return added;
  }

  function noteFailure(error: unknown, { asker, isTry }: Asked): void {
    if (isTry) isTrying = false;
    const failed = error instanceof UpstreamFailed ? weigh(error, asker) : 0;
    const wasOpen = weight < weightMax;
    weight += failed;
    // What was under way already when the rest began makes it no longer.
    if (weight < weightMax || failed === 0 || !(wasOpen || isTry)) return;
    closedUntil = clock.now() + backoffMs(rest, rests);
    rests += 1;
  }

  function watched(events: AsyncIterable<Uint8Array>, asker: string): AsyncIterable<Uint8Array> {
    return {
      [Symbol.asyncIterator]() {
        const inner = events[Symbol.asyncIterator]();
        return {
          async next() {
            try {
              const next = await inner.next();
              if (next.done === true) noteAnswer();
              return next;
            } catch (error) {
              noteFailure(error, { asker, isTry: false });
              throw error;
            }
          },
          return: async () => (await inner.return?.()) ?? { done: true, value: undefined },
        };
      },
    };
  }

  return {
    name: upstream.name,
    async chat(ask, signal) {
      const isTry = admit();
      try {
        const answer = await upstream.chat(ask, signal);
        if (isTry) isTrying = false;
        if (answer.kind === 'stream') return { ...answer, events: watched(answer.events, ask.asker) };
        noteAnswer();
        return answer;
      } catch (error) {
        noteFailure(error, { asker: ask.asker, isTry });
        throw error;
      }
    },
    models: (signal) => upstream.models(signal),
    close: () => upstream.close(),
  };
}

type Asked = { readonly asker: string; readonly isTry: boolean };
