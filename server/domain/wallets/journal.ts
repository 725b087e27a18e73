// Gathers the transfers of one booking in a wallet, and keeps count of what is free to take meanwhile.
import type { Microcredits } from '../../contract/money.ts';
import {
  type AccountName,
  type Posting,
  type Transfer,
  type Wallet,
  available,
  post,
  walletAccount,
} from './ledger.ts';
import { microcredits, subtract } from '../money.ts';

/** The wallet of an order's token, or the empty one to make. */
export type WalletSlot = { readonly wallet: Wallet; readonly isNew: boolean };

export type Journal = {
  readonly own: AccountName;
  /** What is free in the wallet after the transfers so far. */
  free(): Microcredits;
  /** Books nothing where there is nothing to move. */
  move(transfer: Omit<Transfer, 'at'>): void;
  /** null: nothing was moved. */
  posting(): Posting | null;
};

export function openJournal({ wallet, isNew }: WalletSlot, now: number): Journal {
  const own = walletAccount(wallet.id);
  const transfers: Transfer[] = [];
  const sum = { free: available(wallet) };
  return {
    own,
    free: () => sum.free,
    move(transfer) {
      if (transfer.amount === 0) return;
      if (transfer.from === own) sum.free = subtract(sum.free, transfer.amount);
      if (transfer.to === own) sum.free = microcredits(sum.free + transfer.amount);
      transfers.push({ ...transfer, at: now });
    },
    posting: () => (transfers.length === 0 ? null : post({ wallet, isNewWallet: isNew, transfers })),
  };
}
