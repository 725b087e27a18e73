// Expires every hold that is due, in rounds of a bounded size.
import { endHold } from '../../domain/holds/end-hold.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HoldStore } from '../../storage/holds/hold-store.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

const roundMax = 500;

type SweepDeps = {
  readonly storage: Pick<HoldStore, 'dueHolds' | 'endHold'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'holdTtlMs'>;
};

/** Returns how many have expired. */
export async function sweepHolds({ storage, clock, config }: SweepDeps): Promise<number> {
  let swept = 0;
  for (let round = roundMax; round === roundMax;) {
    const now = clock.now();
    const due = await storage.dueHolds({ before: now, after: now + 2 * config.holdTtlMs, limit: roundMax });
    const expired = await Promise.all(
      due.map((id) =>
        storage.endHold(id, (seen) => {
          if (seen === null) return { write: null, answer: 0 };
          const { hold, wallet, allowances, day } = seen;
          const ended = endHold(hold, { kind: 'expire' }, { now, wallet, allowances, day });
          // Nobody is told of a hold that expired: nothing was used.
          return ended === null ? { write: null, answer: 0 } : { write: { ...ended, letters: [] }, answer: 1 };
        }),
      ),
    );
    round = expired.reduce<number>((sum, one) => sum + one, 0);
    swept += round;
  }
  return swept;
}
