// What is known of the account at one server, as one observable state. Each part writes its own slice, and watches the slices of
// the parts that open before it. No secret stands here.
import { isDeepStrictEqual } from 'node:util';
import type { ServerConfig } from '../../../../server/contract/config.ts';
import type { Person } from '../../../preload/contract/person.ts';
import type { Credits, Purchase, ServerLink } from '../../../preload/contract/account.ts';
import type { HostedModel } from '../../../preload/contract/hosted.ts';
import type { SecretTrouble, TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import type { OwnPlan } from '../../../preload/contract/subscriptions.ts';
import { createCell, type Cell } from '../watchable.ts';

/** `config`: prices and packs as last heard, also while offline; null before the first word. */
export type LinkSlice = { readonly link: ServerLink; readonly config: ServerConfig | null };

/** none: nothing was ever bought. gone: it was kept, and is no longer there. unreadable: it may be there; try again. */
export type KnownToken =
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly hash: string; readonly place: TokenPlace }
  | { readonly kind: 'gone'; readonly place: TokenPlace }
  | { readonly kind: 'unreadable'; readonly trouble: SecretTrouble; readonly place: TokenPlace };

/** As `/v1/pro/status` answers. */
export type ServerStatus = {
  readonly mode: 'off' | 'active' | 'exhausted';
  readonly balance_microcredits: number;
  readonly held_microcredits: number;
  readonly free: { readonly limit: number; readonly left: number; readonly resets_at: number | null } | null;
};

export type TokenSlice = {
  /** The token that pays; null before it was read. */
  readonly paying: KnownToken | null;
  /** The last time that a person changed which token pays, with what the server then said of it; null: it did not say. */
  readonly move: { readonly status: ServerStatus | null } | null;
};

/** `personId`: whom a reading would prove; null: nobody. */
export type PersonSlice = Pick<Person, 'session' | 'payer' | 'signingIn' | 'trouble' | 'standing'> & {
  readonly personId: string | null;
};

/** `unlisted`: how many purchases cannot be read. `claims`: how many were claimed since this part opened. */
export type PurchasesSlice = {
  readonly purchases: readonly Purchase[];
  readonly unlisted: number;
  readonly claims: number;
};

/** The server's last word, in microcredits. `pro` is free to spend; what is held comes beside it. */
export type Funds = {
  readonly pro: number;
  readonly held: number;
  readonly isProEmpty: boolean;
  readonly free: Credits['free'];
  readonly asOf: number | null;
};

export type FundsSlice = {
  readonly funds: Funds;
  readonly grace: Credits['grace'];
  /** What the token of this computer has while the account pays; null: not known, or that token pays itself. */
  readonly spareMicrocredits: number | null;
  /** The hash of the token that the server does not know. */
  readonly rejectedHash: string | null;
  /** Runs whose end the server has still to hear. */
  readonly unsettled: number;
};

/** Of whoever pays, newest first. `changes`: how often something about them has changed. */
export type SubscriptionsSlice = { readonly plans: readonly OwnPlan[]; readonly changes: number };

/** As last heard, also by an earlier start; empty where the server offers none. `operator`: who offered them then; null: not known. */
export type HostedSlice = { readonly operator: string | null; readonly models: readonly HostedModel[] };

export type Slices = {
  readonly link: Cell<LinkSlice>;
  readonly token: Cell<TokenSlice>;
  readonly person: Cell<PersonSlice>;
  readonly purchases: Cell<PurchasesSlice>;
  readonly funds: Cell<FundsSlice>;
  readonly hosted: Cell<HostedSlice>;
  readonly subscriptions: Cell<SubscriptionsSlice>;
};

/** Who pays as things are known now: the hash of a token or of a person; null: the free allowance, or not known yet. */
export function payerName({ token, person }: Pick<Slices, 'token' | 'person'>): string | null {
  const { payer, personId } = person.current();
  if (payer === 'account') return personId;
  const { paying } = token.current();
  return paying?.kind === 'ready' ? paying.hash : null;
}

const noOffer: HostedSlice = { operator: null, models: [] };

export const unknownFunds: Funds = { pro: 0, held: 0, isProEmpty: false, free: null, asOf: null };

/** `offer`: what was last offered at this server. */
export function createSlices(origin: string, offer: HostedSlice = noOffer): Slices {
  return {
    link: createCell<LinkSlice>({ link: { kind: 'checking', origin }, config: null }),
    token: createCell<TokenSlice>({ paying: null, move: null }),
    person: createCell<PersonSlice>({
      session: { kind: 'none' },
      payer: 'computer',
      signingIn: null,
      trouble: null,
      standing: null,
      personId: null,
    }),
    purchases: createCell<PurchasesSlice>({ purchases: [], unlisted: 0, claims: 0 }),
    funds: createCell<FundsSlice>({
      funds: unknownFunds,
      grace: { left: 0, limit: 0 },
      spareMicrocredits: null,
      rejectedHash: null,
      unsettled: 0,
    }),
    hosted: createCell<HostedSlice>(offer, isDeepStrictEqual),
    subscriptions: createCell<SubscriptionsSlice>({ plans: [], changes: 0 }),
  };
}
