// Counters in the memory of this process. They go with it, and no other process sees them.
import type { CounterKey, CounterWindow, PlanCount } from '../../domain/plans/plan.ts';
import type { CounterStore } from '../plans/counter-store.ts';

export function createMemoryCounters(): CounterStore {
  const counts = new Map<CounterKey, Omit<PlanCount, 'key'>>();
  const usedIn = ({ key, endsAt }: CounterWindow): number => {
    const count = counts.get(key);
    return count?.endsAt === endsAt ? count.used : 0;
  };

  return {
    read: (windows) => Promise.resolve(windows.map((window) => ({ ...window, used: usedIn(window) }))),
    addOne(read) {
      const isAsRead = read.every((count) => usedIn(count) === count.used);
      if (isAsRead) for (const { key, endsAt, used } of read) counts.set(key, { endsAt, used: used + 1 });
      return Promise.resolve(isAsRead);
    },
    giveBack(windows) {
      for (const window of windows) {
        const used = usedIn(window);
        if (used > 0) counts.set(window.key, { endsAt: window.endsAt, used: used - 1 });
      }
      return Promise.resolve();
    },
    forget(before) {
      for (const [key, { endsAt }] of counts) if (endsAt < before) counts.delete(key);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
