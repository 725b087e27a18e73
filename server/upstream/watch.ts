// Notices silence for all the exchanges of one upstream, with one timer. Silence is counted in turns of that timer, not by the time
// of day: a clock that is put forward, or a computer that slept, then ends nothing.
import type { Clock } from '../lib/clock.ts';

export type Watched = {
  /** Turns until it is told; set anew whenever something came. */
  turnsLeft: number;
  /** Turns until it is told unless it says something; signs of life do not count. */
  turnsToWords: number;
  /** Turns until it is told in any case. */
  turnsInAll: number;
  /** It was silent for too long, or took too long in all. It is watched no more. */
  onSilence(): void;
};

export type Watch = {
  /** How many turns make up this time. It is told after it, at the latest two turns later. */
  turnsIn(ms: number): number;
  add(one: Watched): void;
  remove(one: Watched): void;
  /** May be called twice. */
  close(): void;
};

const turnMsMax = 1_000;
const turnMsMin = 10;

/** `shortestMs`: the shortest time that is watched for. */
export function startWatch(clock: Clock, shortestMs: number): Watch {
  const turnMs = Math.min(turnMsMax, Math.max(turnMsMin, Math.floor(shortestMs / 4)));
  const watched = new Set<Watched>();
  const closing = new AbortController();
  let isRunning = false;

  /** Rejects when the watch is closed. */
  async function run(): Promise<void> {
    isRunning = true;
    try {
      while (watched.size > 0) {
        await clock.wait(turnMs, closing.signal);
        watched.forEach(takeTurn);
      }
    } finally {
      isRunning = false;
    }
  }

  function takeTurn(one: Watched): void {
    one.turnsLeft -= 1;
    one.turnsToWords -= 1;
    one.turnsInAll -= 1;
    if (one.turnsLeft > 0 && one.turnsToWords > 0 && one.turnsInAll > 0) return;
    watched.delete(one);
    one.onSilence();
  }

  return {
    turnsIn: (ms) => Math.ceil(ms / turnMs) + 1,
    add(one) {
      watched.add(one);
      if (!isRunning && !closing.signal.aborted) run().catch(() => undefined);
    },
    remove: (one) => void watched.delete(one),
    close: () => closing.abort(),
  };
}
