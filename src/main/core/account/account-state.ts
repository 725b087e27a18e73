// The account as the page sees it, put together from what its parts know. Pure.
import type { AccountState, Credits, TokenTrouble } from '../../../preload/contract/account.ts';
import type { Person } from '../../../preload/contract/person.ts';
import type { Funds, KnownToken, Slices } from './state.ts';

export function toAccountState(slices: Slices, keychain: AccountState['keychain']): AccountState {
  const { paying } = slices.token.current();
  const { funds, grace, rejectedHash, unsettled, spareMicrocredits } = slices.funds.current();
  const { purchases, unlisted } = slices.purchases.current();
  const person = toPerson(slices);
  const tokenPlace = paying?.kind === 'ready' || paying?.kind === 'unreadable' ? paying.place : null;
  return {
    link: slices.link.current().link,
    credits: toCredits(funds, { payer: person.payer, hasToken: tokenPlace !== null }, grace),
    tokenPlace,
    computerMicrocredits: person.payer === 'account' ? spareMicrocredits : ownMicrocredits(funds, paying),
    tokenTrouble: troubleOf(paying, rejectedHash),
    keychain,
    person,
    plans: [...slices.subscriptions.current().plans],
    purchases: [...purchases],
    ...(unlisted === 0 ? {} : { unlistedPurchases: unlisted }),
    unsettledRuns: unsettled,
  };
}

function ownMicrocredits(funds: Funds, paying: KnownToken | null): number | null {
  return paying?.kind === 'ready' && funds.asOf !== null ? funds.pro : null;
}

function toPerson({ link, person }: Slices): Person {
  const { personId: id, session, payer, signingIn, trouble, standing } = person.current();
  const issuer = link.current().config?.sign_in?.issuer ?? null;
  return { issuer: issuer === null ? null : new URL(issuer).host, id, session, payer, signingIn, trouble, standing };
}

function troubleOf(paying: KnownToken | null, rejectedHash: string | null): TokenTrouble | null {
  switch (paying?.kind) {
    case undefined:
    case 'none':
      return null;
    case 'ready':
      return paying.hash === rejectedHash ? { kind: 'rejected', place: paying.place } : null;
    case 'gone':
    case 'unreadable':
      return paying;
  }
}

type By = { readonly payer: Person['payer']; readonly hasToken: boolean };

function toCredits(funds: Funds, by: By, grace: Credits['grace']): Credits {
  return {
    mode: modeOf(funds, by),
    proMicrocredits: funds.pro,
    heldMicrocredits: funds.held,
    free: funds.free,
    grace,
    asOf: funds.asOf,
  };
}

function modeOf(funds: Funds, { payer, hasToken }: By): Credits['mode'] {
  if (funds.asOf === null) return 'unknown';
  if (payer === 'account') return funds.pro > 0 ? 'pro' : 'plan';
  if (hasToken) return funds.isProEmpty || funds.pro === 0 ? 'exhausted' : 'pro';
  if (funds.free === null) return 'unknown';
  return funds.free.left === 0 ? 'exhausted' : 'free';
}
