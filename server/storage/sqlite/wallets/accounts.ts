// Wallets, transfers and entries: the statements by which a posting is written, and nothing else moves a balance.
import { LRUCache } from 'lru-cache';
import {
  type AccountName,
  type Posting,
  type Transfer,
  type TransferRef,
  type Wallet,
  type WalletId,
  type WalletOwner,
  entriesOf,
  walletAccount,
} from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import { SumTooLarge } from '../../storage.ts';
import type { LedgerLine, LedgerPage } from '../../wallets/wallet-store.ts';
import type { Connection } from '../connection.ts';
import { pass } from '../../failpoint.ts';
import { isAgainstCheck } from '../failure.ts';
import {
  type LineRow,
  type TransferRow,
  type WalletRow,
  toLine,
  toTransfer,
  toWallet,
} from '../../rows/account-rows.ts';
import { parameterOf } from '../../rows/causes.ts';

export type Accounts = {
  byOwner(owner: WalletOwner): Wallet | null;
  byId(id: WalletId): Wallet | null;
  transfer(ref: TransferRef): Transfer | null;
  /** null: `after` names no transfer of this account. */
  ledger(page: LedgerPage): readonly LedgerLine[] | null;
  write(posting: Posting): void;
};

type SumRow = { readonly id: number; readonly balance: number };

/** Accounts whose row is known by its number. */
const placesMax = 16_384;

export function prepareAccounts(db: Connection): Accounts {
  const byOwner = db.prepare<[string], WalletRow>(
    'SELECT id, name, owner, balance, held FROM accounts WHERE owner = ?',
  );
  const byPlace = db.prepare<[number, string], WalletRow>(
    'SELECT id, name, owner, balance, held FROM accounts WHERE id = ? AND name = ? AND owner IS NOT NULL',
  );
  const placeOf = db.prepare<[string], { id: number }>('SELECT id FROM accounts WHERE name = ?');
  const transferByRef = db.prepare<[string], TransferRow>(
    `SELECT t.ref, f.name AS source, o.name AS target, t.amount, t.reason_code AS code, t.reason, t.at FROM transfers t
     JOIN accounts f ON f.id = t.from_account JOIN accounts o ON o.id = t.to_account WHERE t.ref = ?`,
  );
  const entryOf = db.prepare<[string, string], { transfer: number }>(
    `SELECT e.transfer_id AS transfer FROM accounts a JOIN transfers t ON t.ref = ?
     JOIN entries e ON e.account_id = a.id AND e.transfer_id = t.id WHERE a.name = ?`,
  );
  const lines = db.prepare<[string, number, number], LineRow>(
    `SELECT t.ref, o.name AS counterpart, e.delta, e.balance_after, t.reason_code AS code, t.reason, t.at FROM accounts a
     JOIN entries e ON e.account_id = a.id JOIN transfers t ON t.id = e.transfer_id
     JOIN accounts o ON o.id = t.from_account + t.to_account - a.id
     WHERE a.name = ? AND e.transfer_id < ? ORDER BY e.transfer_id DESC LIMIT ?`,
  );
  const insertAccount = db.prepare('INSERT INTO accounts (name, owner, created_at) VALUES (?, ?, unixepoch() * 1000)');
  const setWallet = db.prepare<[number, number, number, string, number, number]>(
    'UPDATE accounts SET balance = ?, held = ? WHERE id = ? AND name = ? AND balance = ? AND held = ?',
  );
  const moveSum = db.prepare<[number, number, string], SumRow>(
    'UPDATE accounts SET balance = balance + ? WHERE id = ? AND name = ? RETURNING id, balance',
  );
  const insertTransfer = db.prepare(
    'INSERT INTO transfers (ref, from_account, to_account, amount, reason_code, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertEntries = db.prepare(
    'INSERT INTO entries (account_id, transfer_id, delta, balance_after) VALUES (?, ?, ?, ?), (?, ?, ?, ?)',
  );

  // In a large ledger the index of names fills many pages, and nearly every command would read another one. An account keeps its
  // row; but if the transaction that made it was rolled back, another account may have its number, so each statement checks the name.
  const places = new LRUCache<AccountName, number>({ max: placesMax });

  function remember(account: AccountName, id: number): number {
    places.set(account, id);
    return id;
  }

  /** `look` with the row's number as it is remembered, then as it is; the account may have none. */
  function at<Found>(account: AccountName, look: (id: number) => Found | undefined): Found | undefined {
    const known = places.get(account);
    const found = known === undefined ? undefined : look(known);
    if (found !== undefined) return found;
    const row = placeOf.get(account);
    return row === undefined ? undefined : look(remember(account, row.id));
  }

  function seen(row: WalletRow | undefined): Wallet | null {
    if (row === undefined) return null;
    if (places.get(row.name) !== row.id) remember(row.name, row.id);
    return toWallet(row);
  }

  function writeWallet(account: AccountName, { before, after }: Pick<Posting, 'before' | 'after'>): number {
    const written = at(account, (id) => {
      const { changes } = setWallet.run(after.balance, after.held, id, account, before.balance, before.held);
      return changes === 1 ? id : undefined;
    });
    invariant(written !== undefined, () => `wallet ${before.id} was not as the posting found it`);
    return written;
  }

  /** A system account begins to exist when it is first moved. */
  function move(account: AccountName, delta: number): SumRow {
    try {
      return moved(account, delta) ?? moveNew(account, delta);
    } catch (cause) {
      // A system account's balance may be anything that a number holds exactly.
      throw isAgainstCheck(cause) ? new SumTooLarge(`${account} would come to too much`, { cause }) : cause;
    }
  }

  function moveNew(account: AccountName, delta: number): SumRow {
    insertAccount.run(account, null);
    const made = moved(account, delta);
    invariant(made !== undefined, `account ${account} was made and is missing`);
    return made;
  }

  function moved(account: AccountName, delta: number): SumRow | undefined {
    return at(account, (id) => moveSum.get(delta, id, account));
  }

  return {
    byOwner: (owner) => seen(byOwner.get(owner)),
    byId(id) {
      const account = walletAccount(id);
      return seen(at(account, (place) => byPlace.get(place, account)));
    },
    transfer: (ref) => toTransfer(transferByRef.get(ref)),
    ledger({ id, after, limit }) {
      const name = walletAccount(id);
      const from = after === null ? { transfer: Number.MAX_SAFE_INTEGER } : entryOf.get(after, name);
      return from === undefined ? null : lines.all(name, from.transfer, limit).map(toLine);
    },
    write({ before, after, isNewWallet, transfers }) {
      const own = walletAccount(before.id);
      if (isNewWallet) insertAccount.run(own, before.owner);
      const ownId = writeWallet(own, { before, after });
      pass('mid_posting');
      let running: number = before.balance;
      for (const transfer of transfers) {
        const sums = entriesOf(transfer).map(({ account, delta }) => {
          if (account !== own) return { ...move(account, delta), delta };
          running += delta;
          return { id: ownId, balance: running, delta };
        });
        const [from, to] = sums;
        invariant(from !== undefined && to !== undefined, () => `${transfer.ref} has not two halves`);
        const { lastInsertRowid } = insertTransfer.run(
          transfer.ref,
          from.id,
          to.id,
          transfer.amount,
          transfer.cause.code,
          parameterOf(transfer.cause),
          transfer.at,
        );
        const halves = [from, to].flatMap(({ id, delta, balance }) => [id, lastInsertRowid, delta, balance]);
        insertEntries.run(...halves);
      }
    },
  };
}
