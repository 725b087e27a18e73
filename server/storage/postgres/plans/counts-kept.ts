// The counts of messages within one batch: what is kept, and what is counted on top of it before anything is written.
import type { CounterKey, CounterWindow, PlanCount } from '../../../domain/plans/plan.ts';

export type CountsKept = {
  in(window: CounterWindow): PlanCount;
  /** One more in each. */
  count(windows: readonly CounterWindow[]): void;
  /** One less in each that has counted. */
  giveBack(windows: readonly CounterWindow[]): void;
  /** How many more in each; of a key that has counted in several windows the last one. */
  more(): readonly PlanCount[];
};

export function createCountsKept(kept: readonly PlanCount[]): CountsKept {
  const now = new Map<CounterKey, PlanCount>(kept.map((count) => [count.key, count]));
  const more = new Map<CounterKey, PlanCount>();

  function add(counts: Map<CounterKey, PlanCount>, { key, endsAt }: CounterWindow): void {
    counts.set(key, { key, endsAt, used: usedIn(counts, { key, endsAt }) + 1 });
  }

  return {
    in: ({ key, endsAt }) => ({ key, endsAt, used: usedIn(now, { key, endsAt }) }),
    count(windows) {
      for (const window of windows) {
        add(now, window);
        add(more, window);
      }
    },
    giveBack(windows) {
      for (const window of windows) {
        const used = usedIn(now, window);
        if (used > 0) now.set(window.key, { ...window, used: used - 1 });
      }
    },
    more: () => [...more.values()],
  };
}

function usedIn(counts: ReadonlyMap<CounterKey, PlanCount>, { key, endsAt }: CounterWindow): number {
  const count = counts.get(key);
  return count?.endsAt === endsAt ? count.used : 0;
}
