// What is counted in Valkey, over one connection.
import type { LimitStore } from '../limits/limit-store.ts';
import type { CounterStore } from '../plans/counter-store.ts';
import { connectValkey, type ValkeyOptions } from './connect-valkey.ts';
import { createValkeyNames } from './names.ts';
import { createValkeyLimits } from './valkey-limits.ts';
import { createValkeyMinutes } from './valkey-minutes.ts';

export type OpenValkey = {
  readonly limits: LimitStore;
  readonly minutes: CounterStore;
  /** Counts something of its own, since a server that is full answers all but that. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
};

/** `salt`: keys the names under which things are counted, the same on every node. */
export async function openValkey({ salt, ...options }: ValkeyOptions & { readonly salt: string }): Promise<OpenValkey> {
  const valkey = await connectValkey(options);
  const names = createValkeyNames(salt);
  const limits = createValkeyLimits(valkey, names);
  const trial = {
    limit: 'trial',
    key: '',
    most: Number.MAX_SAFE_INTEGER,
    windowMs: 60_000,
    isAloneRatherThanRefused: false,
  };

  return {
    limits,
    minutes: createValkeyMinutes(valkey, names),
    async answers() {
      await Promise.allSettled([limits.count(trial)]);
      return !valkey.isAway();
    },
    close: () => valkey.close(),
  };
}
