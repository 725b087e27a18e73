// What every use case may reach: the ports and the settings, and nothing of HTTP.
import type { Provider } from '../contract/orders.ts';
import type { OrderEvent } from '../domain/order.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Rail } from '../rails/rail.ts';
import type { Storage } from '../storage/storage.ts';
import type { UsecaseConfig } from './usecase-config.ts';

export type UsecaseDeps = {
  readonly storage: Storage;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  /** A new UUID at each call. */
  readonly newId: () => string;
  readonly log: Log;
  /** Where outbox messages go; must bear repeats. One that throws is tried again later. */
  readonly tell: (event: OrderEvent, signal: AbortSignal) => Promise<void>;
};
