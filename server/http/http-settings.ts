// The settings of the HTTP side.
import type { Pack, SignInOffer } from '../contract/config.ts';
import type { FreeAmount } from '../contract/orders/free-amount.ts';
import type { Microcredits } from '../contract/money.ts';
import type { Provider } from '../contract/orders/orders.ts';
import type { ProxyTrust } from './address.ts';
import type { HostedHttpSettings } from './hosted/hosted-settings.ts';
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
  readonly hosted: HostedHttpSettings;
  readonly proxies: ProxyTrust;
  readonly identity: IdentitySettings;
  /** Where people sign in; null: nobody does. */
  readonly signIn: SignInOffer | null;
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

/** Which proofs of identity are accepted beside our own tokens. */
export type IdentitySettings = {
  /** The issuer of signed tokens and the address of its public keys; null: signed tokens are not accepted. */
  readonly issuer: {
    /** null: as the issuer's discovery document names it. */
    readonly keysUrl: string | null;
    readonly name: string;
    /** Whom a token has to be for, one of these; null: not checked. */
    readonly audiences: readonly string[] | null;
    /** null: the usual claims are looked through. */
    readonly planClaim: string | null;
  } | null;
  readonly areHeadersTrusted: boolean;
  readonly scope: UsageScope;
};

/** Requests per window. */
export type LimitSettings = {
  /** Off: only wrong credentials are counted. */
  readonly isOn: boolean;
  readonly windowSeconds: number;
  readonly perAddress: number;
  readonly perClient: number;
  /** Everything but messages. */
  readonly calm: number;
  /** Messages of somebody who has proven who they are; at least as many as the largest plan in the settings allows. */
  readonly proven: number;
  /** How many requests are worked on at the same time, for all callers together; this one has no window. */
  readonly atOnce: number;
};
