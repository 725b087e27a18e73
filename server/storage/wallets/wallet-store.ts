// The port of wallets and of the ledger's transfers. Only transfers change what a wallet has.
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import type { OutgoingLetter } from '../../domain/letters/outgoing.ts';
import type {
  AccountName,
  Posting,
  Transfer,
  TransferRef,
  Wallet,
  WalletId,
  WalletOwner,
} from '../../domain/wallets/ledger.ts';
import type { Decide } from '../commands.ts';

export type WalletStore = {
  readWallet(owner: WalletOwner): Promise<Wallet | null>;
  readWalletById(id: WalletId): Promise<Wallet | null>;
  /** Newest first, those older than `after`. null: `after` names no transfer of this wallet. */
  readLedger(page: LedgerPage): Promise<readonly LedgerLine[] | null>;
  /** `ref`: the transfer that would show that this was done before. */
  changeWallet<A>(
    ask: WalletNamed & { readonly ref: TransferRef },
    decide: Decide<WalletSeen, WalletWrite, A>,
  ): Promise<A>;
};

/** A booking with what is told of it. */
export type WalletWrite = Posting & { readonly letters?: readonly OutgoingLetter[] };

export type WalletNamed = { readonly owner: WalletOwner } | { readonly id: WalletId };

type WalletSeen = { readonly wallet: Wallet | null; readonly transfer: Transfer | null };

export type LedgerPage = { readonly id: WalletId; readonly after: TransferRef | null; readonly limit: number };

/** One wallet's half of a transfer; `counterpart` is the account with the other half. */
export type LedgerLine = Pick<Transfer, 'ref' | 'cause' | 'at'> & {
  readonly counterpart: AccountName;
  readonly delta: MicrocreditsDelta;
  readonly balanceAfter: Microcredits;
};
