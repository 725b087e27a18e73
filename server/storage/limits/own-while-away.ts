// Lets this process count alone while what counts for all nodes is away.
import type { CounterStore } from '../plans/counter-store.ts';
import { type LimitStore, LimitsAway } from './limit-store.ts';

/** `refuses`: nothing is counted alone, but for what says that it must be. */
export function limitsWhileAway(
  shared: LimitStore,
  own: LimitStore,
  { refuses }: { readonly refuses: boolean },
): LimitStore {
  const either = eitherOf(shared, own);
  return {
    take(asked) {
      const isRefused = refuses && !asked.every((one) => one.isAloneRatherThanRefused);
      return isRefused ? shared.take(asked) : either((store) => store.take(asked));
    },
    count(asked) {
      const isRefused = refuses && !asked.isAloneRatherThanRefused;
      return isRefused ? shared.count(asked) : either((store) => store.count(asked));
    },
    giveBack: (asked) => either((store) => store.giveBack(asked)),
  };
}

/** A message whose counts were read in one of the two and changed in the other is decided again. */
export function countersWhileAway(shared: CounterStore, own: CounterStore): CounterStore {
  const either = eitherOf(shared, own);
  return {
    read: (windows) => either((store) => store.read(windows)),
    addOne: (read) => either((store) => store.addOne(read)),
    giveBack: (windows) => either((store) => store.giveBack(windows)),
    async forget(before) {
      await own.forget(before);
      await either((store) => store.forget(before));
    },
    async close() {
      await shared.close();
      await own.close();
    },
  };
}

function eitherOf<Store>(shared: Store, own: Store) {
  return async <Answer>(ask: (store: Store) => Answer | Promise<Answer>): Promise<Answer> => {
    try {
      return await ask(shared);
    } catch (error) {
      if (!(error instanceof LimitsAway)) throw error;
      return ask(own);
    }
  };
}
