// The account as the page sees it, put together from what its parts know. Pure.
import type { AccountState, Credits, TokenTrouble } from '../../../preload/contract/account.ts';
import type { Funds, KnownToken, Slices } from './state.ts';

export function toAccountState(slices: Slices, keychain: AccountState['keychain']): AccountState {
  const { paying } = slices.token.current();
  const { funds, grace, rejectedHash, unsettled } = slices.funds.current();
  const tokenPlace = paying?.kind === 'ready' || paying?.kind === 'unreadable' ? paying.place : null;
  return {
    link: slices.link.current().link,
    credits: toCredits(funds, tokenPlace !== null, grace),
    tokenPlace,
    tokenTrouble: troubleOf(paying, rejectedHash),
    keychain,
    purchases: [...slices.purchases.current().purchases],
    unsettledRuns: unsettled,
  };
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

function toCredits(funds: Funds, hasToken: boolean, grace: Credits['grace']): Credits {
  return {
    mode: modeOf(funds, hasToken),
    proMicrocredits: funds.pro,
    heldMicrocredits: funds.held,
    free: funds.free,
    grace,
    asOf: funds.asOf,
  };
}

function modeOf(funds: Funds, hasToken: boolean): Credits['mode'] {
  if (funds.asOf === null) return 'unknown';
  if (hasToken) return funds.isProEmpty || funds.pro === 0 ? 'exhausted' : 'pro';
  if (funds.free === null) return 'unknown';
  return funds.free.left === 0 ? 'exhausted' : 'free';
}
