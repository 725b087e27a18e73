// What the HTTP side has to be told by the operator, in its own words.
import type { Pack } from '../contract/config.ts';
import type { FreeAmount } from '../contract/orders/free-amount.ts';
import type { Microcredits } from '../contract/money.ts';
import type { Provider } from '../contract/orders/orders.ts';
import type { ProxyTrust } from './address.ts';
import type { UsageScope } from './identity/person.ts';

export type HttpSettings = {
  readonly providers: readonly Provider[];
  readonly packs: readonly Pack[];
  readonly freeAmount: FreeAmount | null;
  /** The price of one message to a local model where no closer rule applies. */
  readonly localMessage: Microcredits;
  /** Messages per window; the window in seconds. */
  readonly free: { readonly limit: number; readonly windowSeconds: number };
  readonly limits: LimitSettings;
  readonly proxies: ProxyTrust;
  readonly identity: IdentitySettings;
  /** For Stripe's script in a buyer's browser; null where Stripe is not set up. */
  readonly stripePublishableKey: string | null;
  /** Null: there are no operator's routes. */
  readonly operatorKey: string | null;
  /** Exact origins, or `*`. */
  readonly corsOrigins: readonly string[];
  readonly isDevResetEnabled: boolean;
  readonly publicUrl: string | null;
  /** Keys the HMACs of addresses and client ids. */
  readonly salt: string;
  readonly version: string;
};

/** Whose word on who is asking is taken, beside our own tokens. */
export type IdentitySettings = {
  /** The issuer of signed tokens, and where its public keys stand; null for none. */
  readonly issuer: {
    readonly keysUrl: string;
    readonly name: string;
    /** null: not checked. */
    readonly audience: string | null;
    /** null: in whichever of the usual places. */
    readonly planClaim: string | null;
  } | null;
  readonly areHeadersTrusted: boolean;
  readonly scope: UsageScope;
};

/** Requests per window. */
export type LimitSettings = {
  readonly windowSeconds: number;
  readonly perAddress: number;
  readonly perClient: number;
  /** What is no message, and so costs none. */
  readonly calm: number;
  /** Messages of somebody who has proven who they are; never less than any plan allows that is there from the start. */
  readonly proven: number;
  /** Not by window: how many are worked on at the same time, whoever's they are. */
  readonly atOnce: number;
};
