// What the HTTP side has to be told by the operator, in its own words.
import type { BlockList } from 'node:net';
import type { Pack } from '../contract/config.ts';
import type { Provider } from '../contract/orders.ts';

export type HttpSettings = {
  readonly providers: readonly Provider[];
  readonly packs: readonly Pack[];
  /** Messages per window; the window in seconds. */
  readonly free: { readonly limit: number; readonly windowSeconds: number };
  readonly limits: LimitSettings;
  readonly trustedProxies: BlockList;
  /** Exact origins, or `*`. */
  readonly corsOrigins: readonly string[];
  readonly isDevResetEnabled: boolean;
  readonly publicUrl: string | null;
  /** Keys the HMACs of addresses and client ids. */
  readonly salt: string;
  readonly version: string;
};

/** Requests per window. */
export type LimitSettings = {
  readonly windowSeconds: number;
  readonly perAddress: number;
  readonly perClient: number;
  readonly calm: number;
};
