// Which wallet is meant, and what an operator books in it by hand.
import type { AccountId } from '../../contract/wallets/wallets.ts';
import type { WalletOwner } from '../../domain/wallets/ledger.ts';

/** By whose it is, or by its account id for the operator. */
export type WalletTarget = { readonly owner: WalletOwner } | { readonly accountId: AccountId };

/** `ref` makes it happen once. */
export type OperatorBooking<Amount> = WalletTarget & {
  readonly amount: Amount;
  readonly reason: string;
  readonly ref: string;
};
