// Leaves a Valkey in peace that fails, so that a dead one does not cost every request the wait. After a rest one call is let through
// to try it.
import type { Clock } from '../../lib/clock.ts';
import { LimitsAway } from '../limits/limit-store.ts';

/** `slow`: it did not answer in time; `failed`: it said no, or there is no connection. */
export type Trouble = { readonly kind: 'slow' | 'failed'; readonly reason: string };

export type Circuit = {
  /** Throws LimitsAway where `call` fails, and at once while it rests. */
  run<A>(call: () => Promise<A>): Promise<A>;
  isOpen(): boolean;
};

type Deps = {
  readonly clock: Pick<Clock, 'now'>;
  readonly troubleOf: (error: unknown) => Trouble;
  /** Once for each change. null: it answers again. */
  readonly onChange: (trouble: Trouble | null) => void;
};

/** One slow answer may come from a pause of either machine; so many in a row do not. */
const slowMax = 3;
const restMs = 1_000;

export function createCircuit({ clock, troubleOf, onChange }: Deps): Circuit {
  let slow = 0;
  /** null: calls go through. */
  let restsUntil: number | null = null;
  let isTrying = false;

  /** Whether this call is the try after a rest. */
  function admit(): boolean {
    if (restsUntil === null) return false;
    const leftMs = restsUntil - clock.now();
    // More than one rest is left only where the clock was put back.
    if (isTrying || (leftMs > 0 && leftMs <= restMs)) throw new LimitsAway('Valkey is left in peace', restMs);
    isTrying = true;
    return true;
  }

  function noteSuccess(): void {
    slow = 0;
    if (restsUntil === null) return;
    restsUntil = null;
    onChange(null);
  }

  function noteTrouble(trouble: Trouble): void {
    slow += 1;
    if (trouble.kind === 'slow' && slow < slowMax && restsUntil === null) return;
    const isChange = restsUntil === null;
    restsUntil = clock.now() + restMs;
    if (isChange) onChange(trouble);
  }

  return {
    async run(call) {
      const isTry = admit();
      try {
        const answer = await call();
        // What was asked before the rest began says nothing about what came after it.
        if (isTry || restsUntil === null) noteSuccess();
        return answer;
      } catch (error) {
        const trouble = troubleOf(error);
        if (isTry || restsUntil === null) noteTrouble(trouble);
        throw new LimitsAway(trouble.reason, restMs);
      } finally {
        if (isTry) isTrying = false;
      }
    },
    isOpen: () => restsUntil !== null,
  };
}
