// What every use case may reach: the ports and the settings, and nothing of HTTP.
import type { Provider } from '../contract/orders/orders.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Outlet } from '../outlets/outlet.ts';
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
  /** Who is told what becomes of orders and holds; the store was opened with their names. */
  readonly outlets: readonly Outlet[];
};
