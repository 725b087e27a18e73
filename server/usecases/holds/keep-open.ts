// Keeps a hold open while its answer runs, by a sign of life at half its time, and says when the time is really up: when the
// longest that it may take is reached, or when the ledger could not be told in time. Knows nothing of the answer.
import type { Log } from '../../lib/log.ts';
import type { HoldFound, HoldTold, MeteringEngine } from './charge.ts';

export type KeptOpen = {
  readonly engine: Pick<MeteringEngine, 'extend'>;
  readonly hold: Parameters<MeteringEngine['extend']>[0];
  readonly ttlMs: number;
  readonly longestMs: number;
  readonly log: Pick<Log, 'warn'>;
  /** The hold will expire in a moment, or has. */
  readonly timeUp: () => void;
};

/** An answer is cut off this long before its hold expires, so that there is time to settle it. */
const settleMs = 5_000;

/** Returns what to call when the answer has ended. */
export function keepOpen({ engine, hold, ttlMs, longestMs, log, timeUp }: KeptOpen): () => void {
  const state: { isOver: boolean; end: NodeJS.Timeout | null; beat: NodeJS.Timeout | null } = {
    isOver: false,
    end: null,
    beat: null,
  };

  function stop(): void {
    state.isOver = true;
    if (state.end !== null) clearTimeout(state.end);
    if (state.beat !== null) clearTimeout(state.beat);
  }

  function expiresIn(leftMs: number): void {
    if (state.end !== null) clearTimeout(state.end);
    const within = Math.max(0, leftMs - Math.min(settleMs, ttlMs / 4));
    state.end = setTimeout(() => {
      stop();
      timeUp();
    }, within).unref();
  }

  function beatIn(ms: number): void {
    state.beat = setTimeout(() => void beat(), ms).unref();
  }

  async function beat(): Promise<void> {
    try {
      const found = await engine.extend(hold, { ttlMs, ageMaxMs: longestMs }, null);
      if (state.isOver) return;
      expiresIn(leftOf(found));
      beatIn(ttlMs / 2);
    } catch (err) {
      if (state.isOver) return;
      // What was promised before still stands; it is tried again well before that is over.
      log.warn({ hold: hold.id, err }, 'a hold could not be kept open; it is tried again');
      beatIn(ttlMs / 16);
    }
  }

  expiresIn(ttlMs);
  if (longestMs > ttlMs) beatIn(ttlMs / 2);
  return stop;
}

/** Nothing is left of a hold that has ended, or was never there. */
function leftOf(found: HoldFound<HoldTold>): number {
  if (found.kind === 'hold_unknown' || found.hold.state !== 'held') return 0;
  return found.hold.expiresAt - found.now;
}
