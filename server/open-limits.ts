// Where requests and the minutes of plans are counted, as the settings say: in this process, or in Valkey for all nodes.
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { type ValkeySettings, valkeyUrlOf } from './settings/valkey-settings.ts';
import { createMemoryCounters } from './storage/counters/memory.ts';
import type { Limits } from './storage/limits/limit-store.ts';
import { createMemoryLimits, ownLimits } from './storage/limits/memory-limits.ts';
import { countersWhileAway, limitsWhileAway } from './storage/limits/own-while-away.ts';
import type { CounterStore } from './storage/plans/counter-store.ts';

type OpenLimits = {
  readonly limits: Limits;
  /** null: minutes are counted where everything of plans is. */
  readonly minutes: CounterStore | null;
  /** May be called twice. */
  close(): Promise<void>;
};

type Deps = { readonly salt: string; readonly clock: Clock; readonly log: Log };

export async function openLimits(settings: ValkeySettings, { salt, clock, log }: Deps): Promise<OpenLimits> {
  const url = valkeyUrlOf(settings);
  if (url === null) return { limits: ownLimits(), minutes: null, close: () => Promise.resolve() };

  const { VALKEY_AWAY: whileAway, VALKEY_WAIT_MS: waitMs } = settings;
  const refuses = whileAway === 'refuse';
  // Loaded only where it is used.
  const { openValkey } = await import('./storage/valkey/open-valkey.ts');
  const valkey = await openValkey({
    url,
    waitMs,
    salt,
    clock,
    onChange(trouble) {
      if (trouble === null) log.info({}, 'Valkey counts again, for all nodes together');
      else log.warn({ reason: trouble.reason, while_away: whileAway }, 'Valkey does not count');
    },
  });
  const { minutes } = valkey;
  return {
    limits: {
      store: limitsWhileAway(valkey.limits, createMemoryLimits(), { refuses }),
      standing: async () => ((await valkey.answers()) ? 'shared' : refuses ? 'refusing' : 'alone'),
    },
    minutes: refuses ? minutes : countersWhileAway(minutes, createMemoryCounters()),
    close: () => valkey.close(),
  };
}
