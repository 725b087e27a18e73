// The rows of wallets, of transfers and of a ledger's lines, as records.
import { microcredits, microcreditsDelta } from '../../domain/money.ts';
import {
  type AccountName,
  type Transfer,
  type TransferRef,
  type Wallet,
  type WalletOwner,
  walletOf,
} from '../../domain/wallets/ledger.ts';
import type { LedgerLine } from '../wallets/wallet-store.ts';
import { readBookingCause } from './causes.ts';

export type WalletRow = {
  readonly id: number;
  readonly name: AccountName;
  readonly owner: WalletOwner;
  readonly balance: number;
  readonly held: number;
};

export type TransferRow = {
  readonly ref: TransferRef;
  readonly source: AccountName;
  readonly target: AccountName;
  readonly amount: number;
  readonly code: string;
  readonly reason: string;
  readonly at: number;
};

export type LineRow = {
  readonly ref: TransferRef;
  readonly counterpart: AccountName;
  readonly delta: number;
  readonly balance_after: number;
  readonly code: string;
  readonly reason: string;
  readonly at: number;
};

export function toWallet(row: WalletRow): Wallet {
  return {
    id: walletOf(row.name),
    owner: row.owner,
    balance: microcredits(row.balance),
    held: microcredits(row.held),
  };
}

export function toTransfer(row: TransferRow | undefined): Transfer | null {
  if (row === undefined) return null;
  return {
    ref: row.ref,
    from: row.source,
    to: row.target,
    amount: microcredits(row.amount),
    cause: readBookingCause(row),
    at: row.at,
  };
}

export function toLine(row: LineRow): LedgerLine {
  const { ref, counterpart, at } = row;
  return {
    ref,
    counterpart,
    cause: readBookingCause(row),
    at,
    delta: microcreditsDelta(row.delta),
    balanceAfter: microcredits(row.balance_after),
  };
}
