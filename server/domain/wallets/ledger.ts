// Double entry: a transfer moves an amount from one account to another, so the sum over all accounts stays 0.
// `post` is the only function that says what a wallet's cached balance and held become.
import type { BookingCause } from '../../contract/booking-cause.ts';
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import type { Provider, TokenHash } from '../../contract/orders/orders.ts';
import { brand } from '../../lib/brand.ts';
import { invariant } from '../../lib/invariant.ts';
import { change, gain, loss, microcreditsDelta, noMicrocredits, subtract } from '../money.ts';

export type WalletId = string & { readonly __brand: 'WalletId' };
/** Who may spend from a wallet. One owner has one wallet. */
export type WalletOwner = string & { readonly __brand: 'WalletOwner' };
export type AccountName = string & { readonly __brand: 'AccountName' };
/** The unique name of a transfer: nothing is booked twice under one ref. */
export type TransferRef = string & { readonly __brand: 'TransferRef' };

export const walletId = (id: string): WalletId => brand(id);
export const tokenOwner = (hash: TokenHash): WalletOwner => brand(`token:${hash}`);
/** The wallet of a verified person, by the id that their proof names. */
export const userOwner = (id: string): WalletOwner => brand(`user:${id}`);
/** The wallet of a team, by the id that its members' proofs name, or that the operator gave it. */
export const teamOwner = (id: string): WalletOwner => brand(`team:${id}`);

/** An owner as it was made: its kind, and the id that somebody else may have chosen. */
export function ownerParts(owner: WalletOwner): { readonly kind: 'token' | 'user' | 'team'; readonly id: string } {
  const [, kind, id = ''] = /^(token|user|team):(.*)$/su.exec(owner) ?? [];
  invariant(kind === 'token' || kind === 'user' || kind === 'team', 'a wallet has an owner of no known kind');
  return { kind, id };
}

export const worldAccount = (rail: Provider): AccountName => brand(`world:${rail}`);
const walletPrefix = 'wallet:';
export const walletAccount = (id: WalletId): AccountName => brand(`${walletPrefix}${id}`);
/** The wallet of an account that `walletAccount` has named. */
export const walletOf = (account: AccountName): WalletId => brand(account.slice(walletPrefix.length));
export const revenueAccount = brand<AccountName>('revenue');
export const promoAccount = brand<AccountName>('promo');
export const refundsAccount = brand<AccountName>('refunds');
/** What an operator corrects by hand comes from here and goes here. */
export const adjustmentsAccount = brand<AccountName>('adjustments');
export const suspenseAccount = brand<AccountName>('suspense');
/** Credits whose money was given back after they had been spent: what an operator has lost by it. */
export const shortfallAccount = brand<AccountName>('shortfall');

export type TransferRefKind =
  | 'hold'
  | 'payment'
  | 'void'
  | 'surplus'
  | 'suspense'
  | 'refund'
  | 'dispute'
  | 'grant'
  | 'adjust'
  | 'cycle'
  | 'cycle_over';
export const transferRef = (kind: TransferRefKind, id: string): TransferRef => brand(`${kind}:${id}`);

/** `at` is epoch milliseconds; `amount` is above 0. */
export type Transfer = {
  readonly ref: TransferRef;
  readonly from: AccountName;
  readonly to: AccountName;
  readonly amount: Microcredits;
  readonly cause: BookingCause;
  readonly at: number;
};

export type Entry = { readonly account: AccountName; readonly delta: MicrocreditsDelta };

/** What the entries and open holds of a wallet come to. Free to spend is `balance` less `held`. */
export type Wallet = {
  readonly id: WalletId;
  readonly owner: WalletOwner;
  readonly balance: Microcredits;
  readonly held: Microcredits;
};

/** Not exported, so that nothing but `post` can make a posting. */
const posted = Symbol('posted');

/** A wallet's change with the transfers that explain it; storage writes nothing else to a balance. */
export type Posting = {
  readonly before: Wallet;
  readonly after: Wallet;
  readonly isNewWallet: boolean;
  readonly transfers: readonly Transfer[];
  readonly [posted]: true;
};

export function emptyWallet(wallet: { readonly id: WalletId; readonly owner: WalletOwner }): Wallet {
  return { ...wallet, balance: noMicrocredits, held: noMicrocredits };
}

export function available(wallet: Wallet): Microcredits {
  return subtract(wallet.balance, wallet.held);
}

/** Refuses, as a bug, a transfer of nothing, to itself or of another wallet, and a wallet that would break I1. */
export function post(booking: {
  readonly wallet: Wallet;
  readonly isNewWallet?: boolean;
  readonly transfers: readonly Transfer[];
  readonly heldChange?: MicrocreditsDelta;
}): Posting {
  const { wallet, transfers } = booking;
  const own = walletAccount(wallet.id);
  let balance = wallet.balance;
  for (const transfer of transfers) {
    for (const entry of entriesOf(transfer)) {
      if (entry.account === own) balance = change(balance, entry.delta);
      else invariant(!entry.account.startsWith(walletPrefix), `${transfer.ref} touches a second wallet`);
    }
  }
  const held = change(wallet.held, booking.heldChange ?? microcreditsDelta(0));
  invariant(held <= balance, () => `wallet ${wallet.id} would hold ${held} of ${balance}`);
  return {
    before: wallet,
    after: { ...wallet, balance, held },
    isNewWallet: booking.isNewWallet ?? false,
    transfers,
    [posted]: true,
  };
}

/** The two halves of a transfer; they sum to 0. */
export function entriesOf(transfer: Transfer): readonly [Entry, Entry] {
  invariant(transfer.amount > 0, () => `${transfer.ref} moves nothing`);
  invariant(transfer.from !== transfer.to, () => `${transfer.ref} goes nowhere`);
  return [
    { account: transfer.from, delta: loss(transfer.amount) },
    { account: transfer.to, delta: gain(transfer.amount) },
  ];
}
