// Wallets, transfers and entries as they are read, and the locks on wallets. What moves a balance is in book.ts.
import type { HoldId } from '../../../contract/holds/holds.ts';
import {
  type Transfer,
  type TransferRef,
  type Wallet,
  type WalletId,
  type WalletOwner,
  walletAccount,
  walletId,
} from '../../../domain/wallets/ledger.ts';
import {
  type LineRow,
  toLine,
  toTransfer,
  toWallet,
  type TransferRow,
  type WalletRow,
} from '../../rows/account-rows.ts';
import type { LedgerLine, LedgerPage, WalletNamed } from '../../wallets/wallet-store.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

/** For the beginning that the accounts of all wallets share. */
const noName = walletId('');

const wallet = 'SELECT id, name, owner, balance, held FROM accounts';
// Not FOR UPDATE: the rows that name an account may be written meanwhile, since its key never changes.
const locked = 'FOR NO KEY UPDATE';
const byOwner = sql<WalletRow>(`${wallet} WHERE owner = $1`);
const byName = sql<WalletRow>(`${wallet} WHERE name = $1 AND owner IS NOT NULL`);
const byOwnerLocked = sql<WalletRow>(`${wallet} WHERE owner = $1 ${locked}`);
const byNameLocked = sql<WalletRow>(`${wallet} WHERE name = $1 AND owner IS NOT NULL ${locked}`);
const ofHold = 'WHERE name = (SELECT $1 || wallet_id FROM holds WHERE id = $2)';
const byHold = sql<WalletRow>(`${wallet} ${ofHold}`);
const byHoldLocked = sql<WalletRow>(`${wallet} ${ofHold} ${locked}`);
const ofHoldsLocked = sql<WalletRow>(
  `${wallet} WHERE name = ANY(ARRAY(SELECT $1 || wallet_id FROM holds WHERE id = ANY($2::text[]))) ORDER BY id ${locked}`,
);
const ofOwners = sql<WalletRow>(`${wallet} WHERE owner = ANY($1::text[])`);
const ofOwnersLocked = sql<WalletRow>(`${wallet} WHERE owner = ANY($1::text[]) ORDER BY id ${locked}`);
const transferByRef = sql<TransferRow>(
  `SELECT t.ref, f.name AS source, o.name AS target, t.amount, t.reason_code AS code, t.reason, t.at FROM transfers t
   JOIN accounts f ON f.id = t.from_account JOIN accounts o ON o.id = t.to_account WHERE t.ref = $1`,
);
const entryOf = sql<{ readonly transfer: number }>(
  `SELECT e.transfer_id AS transfer FROM accounts a JOIN transfers t ON t.ref = $1
   JOIN entries e ON e.account_id = a.id AND e.transfer_id = t.id WHERE a.name = $2`,
);
const lines = sql<LineRow>(
  `SELECT t.ref, o.name AS counterpart, e.delta, e.balance_after, t.reason_code AS code, t.reason, t.at FROM accounts a
   JOIN entries e ON e.account_id = a.id JOIN transfers t ON t.id = e.transfer_id
   JOIN accounts o ON o.id = t.from_account + t.to_account - a.id
   WHERE a.name = $1 AND e.transfer_id < $2 ORDER BY e.transfer_id DESC LIMIT $3`,
);
export async function walletOfOwner(tx: Transaction, owner: WalletOwner): Promise<Wallet | null> {
  return seen(await tx.one(byOwner, [owner]));
}

export async function walletById(tx: Transaction, id: WalletId): Promise<Wallet | null> {
  return seen(await tx.one(byName, [walletAccount(id)]));
}

/** Nobody else changes it until the transaction ends. */
export async function lockWallet(tx: Transaction, named: WalletNamed): Promise<Wallet | null> {
  if ('id' in named) return seen(await tx.one(byNameLocked, [walletAccount(named.id)]));
  return seen(await tx.one(byOwnerLocked, [named.owner]));
}

/** Of the hold of this id, which stays its payer: asked for together with the hold. */
export async function walletOfHold(tx: Transaction, id: HoldId): Promise<Wallet | null> {
  return seen(await tx.one(byHold, [walletAccount(noName), id]));
}

export async function lockWalletOfHold(tx: Transaction, id: HoldId): Promise<Wallet | null> {
  return seen(await tx.one(byHoldLocked, [walletAccount(noName), id]));
}

/** Of all these holds, in the order of their numbers. */
export async function lockWalletsOfHolds(tx: Transaction, ids: readonly HoldId[]): Promise<readonly Wallet[]> {
  return (await tx.all(ofHoldsLocked, [walletAccount(noName), ids])).map(toWallet);
}

/** In the order of the owners, without those that have none. */
export async function walletsOfOwners(
  tx: Transaction,
  owners: readonly WalletOwner[],
  isLocking: boolean,
): Promise<readonly Wallet[]> {
  if (owners.length === 0) return [];
  const rows = await tx.all(isLocking ? ofOwnersLocked : ofOwners, [owners]);
  const found = new Map(rows.map((row) => [row.owner, toWallet(row)]));
  return owners.flatMap((owner) => found.get(owner) ?? []);
}

export async function transferOf(tx: Transaction, ref: TransferRef): Promise<Transfer | null> {
  return toTransfer(await tx.one(transferByRef, [ref]));
}

/** null: `after` names no transfer of this account. */
export async function ledgerOf(
  tx: Transaction,
  { id, after, limit }: LedgerPage,
): Promise<readonly LedgerLine[] | null> {
  const name = walletAccount(id);
  const from = after === null ? { transfer: Number.MAX_SAFE_INTEGER } : await tx.one(entryOf, [after, name]);
  return from === undefined ? null : (await tx.all(lines, [name, from.transfer, limit])).map(toLine);
}

function seen(row: WalletRow | undefined): Wallet | null {
  return row === undefined ? null : toWallet(row);
}
