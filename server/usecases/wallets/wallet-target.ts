// Which wallet is meant, and what an operator books in it by hand.
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { AccountId } from '../../contract/wallets/wallets.ts';

/** By its holder's token, or by its account id for the operator. */
export type WalletTarget = { readonly tokenHash: TokenHash } | { readonly accountId: AccountId };

/** `ref` makes it happen once. */
export type OperatorBooking<Amount> = WalletTarget & {
  readonly amount: Amount;
  readonly reason: string;
  readonly ref: string;
};
