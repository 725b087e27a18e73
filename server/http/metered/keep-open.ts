// Keeps a lock open while its answer runs, by a sign of life at half its time, and says when the time is really up: when the
// route's longest is reached, or when the ledger could not be told in time. Knows nothing of the answer.
import type { FastifyBaseLogger } from 'fastify';
import type { HoldGate, Lock } from '../../usecases/holds/hold-gate.ts';

export type KeptOpen = {
  readonly gate: Pick<HoldGate, 'extend'>;
  readonly lock: Lock;
  readonly ttlMs: number;
  readonly longestMs: number;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
  /** The lock will expire in a moment, or has. */
  readonly timeUp: () => void;
};

/** An answer is cut off this long before its lock expires, so that there is time to settle it. */
const settleMs = 5_000;

/** Returns what to call when the answer has ended. */
export function keepOpen({ gate, lock, ttlMs, longestMs, log, timeUp }: KeptOpen): () => void {
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
      const answer = await gate.extend(lock, { ttlMs, ageMaxMs: longestMs });
      if (state.isOver) return;
      expiresIn(answer.kind === 'open' ? answer.leftMs : 0);
      beatIn(ttlMs / 2);
    } catch (err) {
      if (state.isOver) return;
      // What was promised before still stands; it is tried again well before that is over.
      log.warn({ hold: lock.id, err }, 'a lock could not be kept open; it is tried again');
      beatIn(ttlMs / 16);
    }
  }

  expiresIn(ttlMs);
  if (longestMs > ttlMs) beatIn(ttlMs / 2);
  return stop;
}
