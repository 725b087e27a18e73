// Wallets, transfers and entries: the statements by which a posting is written, and nothing else moves a balance.
import type { HoldId } from '../../../contract/holds/holds.ts';
import { microcreditsPerCredit } from '../../../contract/money.ts';
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
  walletId,
} from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import {
  type LineRow,
  toLine,
  toTransfer,
  toWallet,
  type TransferRow,
  type WalletRow,
} from '../../rows/account-rows.ts';
import { parameterOf } from '../../rows/causes.ts';
import { pass } from '../../failpoint.ts';
import { SumTooLarge } from '../../storage.ts';
import type { LedgerLine, LedgerPage, WalletNamed } from '../../wallets/wallet-store.ts';
import { lockNames } from '../locks.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

/** For the beginning that the accounts of all wallets share. */
const noName = walletId('');

type PlaceRow = { readonly id: number; readonly name: AccountName };

const largeAmount = 1_000_000 * microcreditsPerCredit;
const largest = BigInt(Number.MAX_SAFE_INTEGER);

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
const insertWallet = sql<{ readonly id: number }>(
  `INSERT INTO accounts (name, owner, balance, held, created_at)
   VALUES ($1, $2, $3, $4, floor(extract(epoch FROM clock_timestamp()) * 1000)) RETURNING id`,
);
const setWallet = sql<{ readonly id: number }>(
  'UPDATE accounts SET balance = $1, held = $2 WHERE name = $3 AND balance = $4 AND held = $5 RETURNING id',
);
const systemAccounts = sql<PlaceRow>('SELECT id, name FROM accounts WHERE name = ANY($1::text[])');
const makeSystemAccounts = sql(
  `INSERT INTO accounts (name, created_at) SELECT name, floor(extract(epoch FROM clock_timestamp()) * 1000)
   FROM unnest($1::text[]) AS name ORDER BY name ON CONFLICT (name) DO NOTHING`,
);
const sumOf = sql<{ readonly sum: string }>(
  'SELECT coalesce(sum(delta), 0)::text AS sum FROM entries WHERE account_id = $1',
);
// Numbers are drawn while the wallet is locked, so that its entries have them in the order in which they were booked.
const insertTransfers = sql(
  `WITH booked AS (
     INSERT INTO transfers (ref, from_account, to_account, amount, reason_code, reason, at)
     SELECT ref, source, target, amount, code, reason, at
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[])
       AS new (ref, source, target, amount, code, reason, at)
     RETURNING id, ref)
   INSERT INTO entries (account_id, transfer_id, delta, balance_after)
   SELECT half.account, booked.id, half.delta, half.balance
   FROM unnest($8::text[], $9::bigint[], $10::bigint[], $11::bigint[]) AS half (ref, account, delta, balance)
   JOIN booked ON booked.ref = half.ref`,
);

const changed =
  'changed AS (UPDATE accounts SET balance = $1, held = $2 WHERE name = $3 AND balance = $4 AND held = $5 RETURNING id)';
// A text that is no number is an error, whose words are the text: the command is undone, whoever waits for its answer.
const unlessChanged =
  "CAST(CASE WHEN EXISTS (SELECT FROM changed) THEN '1' ELSE 'a wallet was not as the posting found it: ' || $3 END AS int)";
const changeWalletOnly = sql(`WITH ${changed} SELECT ${unlessChanged}`);
/**
 * Each account is looked up by itself: a join with so few names would read the whole table as long as that is small.
 * A system's account begins to exist when it is first moved. Whoever makes it at the same moment as another does not see the other's:
 * then a division by nothing has the command made again.
 */
const changeAndBook = sql(
  `WITH ${changed},
   named AS MATERIALIZED (
     SELECT name, (SELECT id FROM accounts a WHERE a.name = all_names.name) AS id
     FROM (SELECT DISTINCT name FROM unnest($7::text[] || $8::text[]) AS name) AS all_names),
   made AS (
     INSERT INTO accounts (name, created_at) SELECT name, floor(extract(epoch FROM clock_timestamp()) * 1000) FROM named
     WHERE id IS NULL AND name <> $3 ORDER BY name ON CONFLICT (name) DO NOTHING RETURNING id, name),
   places AS MATERIALIZED (SELECT id, name FROM named WHERE id IS NOT NULL UNION ALL SELECT id, name FROM made),
   booked AS (
     INSERT INTO transfers (ref, from_account, to_account, amount, reason_code, reason, at)
     SELECT ref, f.id, o.id, amount, code, reason, at
     FROM unnest($6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[], $12::bigint[])
       WITH ORDINALITY AS new (ref, source, target, amount, code, reason, at, place)
       JOIN places f ON f.name = source JOIN places o ON o.name = target
     ORDER BY place RETURNING id, ref),
   halves AS (
     INSERT INTO entries (account_id, transfer_id, delta, balance_after)
     SELECT places.id, booked.id, half.delta, half.balance
     FROM unnest($13::text[], $14::text[], $15::bigint[], $16::bigint[]) AS half (ref, account, delta, balance)
       JOIN booked ON booked.ref = half.ref JOIN places ON places.name = half.account
     RETURNING account_id)
   SELECT ${unlessChanged}, 1 / (CASE WHEN (SELECT count(*) FROM halves) = cardinality($13::text[]) THEN 1 ELSE 0 END)`,
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

/**
 * Whether `bookAtOnce` can write it: the wallet is there and no amount is so large that the account it comes from or goes to has to be
 * added up first.
 */
export function isAtOnce({ isNewWallet, transfers }: Posting): boolean {
  return !isNewWallet && transfers.every(({ amount }) => amount < largeAmount);
}

/** In one statement, which fails in the database itself where anything is not as the posting found it. */
export async function bookAtOnce(tx: Transaction, posting: Posting): Promise<void> {
  pass('mid_posting');
  const { before, after, transfers } = posting;
  const change = [after.balance, after.held, walletAccount(before.id), before.balance, before.held];
  if (transfers.length === 0) {
    await tx.run(changeWalletOnly, change);
    return;
  }
  const halves = halvesOf(posting);
  await tx.run(changeAndBook, [
    ...change,
    transfers.map(({ ref }) => ref),
    transfers.map(({ from }) => from),
    transfers.map(({ to }) => to),
    transfers.map(({ amount }) => amount),
    transfers.map(({ cause }) => cause.code),
    transfers.map(({ cause }) => parameterOf(cause)),
    transfers.map(({ at }) => at),
    halves.map(({ ref }) => ref),
    halves.map(({ account }) => account),
    halves.map(({ delta }) => delta),
    halves.map(({ balance }) => balance),
  ]);
}

export async function book(tx: Transaction, posting: Posting): Promise<void> {
  if (isAtOnce(posting)) return bookAtOnce(tx, posting);
  pass('mid_posting');
  const { before, transfers } = posting;
  const own = walletAccount(before.id);
  const others = new Set(transfers.flatMap(({ from, to }) => [from, to]).filter((account) => account !== own));
  const [ownId, places] = await Promise.all([writeWallet(tx, posting), placesOf(tx, [...others])]);
  if (transfers.length === 0) return;
  const idOf = (account: AccountName): number => {
    const id = account === own ? ownId : places.get(account);
    invariant(id !== undefined, () => `account ${account} was made and is missing`);
    return id;
  };
  const halves = halvesOf(posting);
  await refuseTooLarge(tx, halves, places);
  await tx.run(insertTransfers, [
    transfers.map(({ ref }) => ref),
    transfers.map(({ from }) => idOf(from)),
    transfers.map(({ to }) => idOf(to)),
    transfers.map(({ amount }) => amount),
    transfers.map(({ cause }) => cause.code),
    transfers.map(({ cause }) => parameterOf(cause)),
    transfers.map(({ at }) => at),
    halves.map(({ ref }) => ref),
    halves.map(({ account }) => idOf(account)),
    halves.map(({ delta }) => delta),
    halves.map(({ balance }) => balance),
  ]);
}

export type Half = {
  readonly ref: TransferRef;
  readonly account: AccountName;
  readonly delta: number;
  readonly balance: number | null;
};

/** A wallet's half says what the wallet has come to. */
export function halvesOf({ before, transfers }: Posting): readonly Half[] {
  const own = walletAccount(before.id);
  let running: number = before.balance;
  return transfers.flatMap((transfer) =>
    entriesOf(transfer).map(({ account, delta }) => {
      if (account === own) running += delta;
      return { ref: transfer.ref, account, delta, balance: account === own ? running : null };
    }),
  );
}

async function writeWallet(tx: Transaction, { before, after, isNewWallet }: Posting): Promise<number> {
  const name = walletAccount(before.id);
  const isAsNew = before.balance === 0 && before.held === 0;
  const [row] = isNewWallet
    ? isAsNew
      ? await tx.all(insertWallet, [name, before.owner, after.balance, after.held])
      : []
    : await tx.all(setWallet, [after.balance, after.held, name, before.balance, before.held]);
  invariant(row !== undefined, () => `wallet ${before.id} was not as the posting found it`);
  return row.id;
}

/** A system account begins to exist when it is first moved. */
async function placesOf(tx: Transaction, names: readonly AccountName[]): Promise<ReadonlyMap<AccountName, number>> {
  if (names.length === 0) return new Map();
  const found = await tx.all(systemAccounts, [names]);
  if (found.length === names.length) return placesIn(found);
  await tx.run(makeSystemAccounts, [names]);
  return placesIn(await tx.all(systemAccounts, [names]));
}

function placesIn(rows: readonly PlaceRow[]): ReadonlyMap<AccountName, number> {
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/**
 * A system's account may come to anything that a number tells exactly. To add it up for every booking would take too long: only an
 * amount of a million credits or more could bring it there soon, and those wait for one another.
 */
async function refuseTooLarge(
  tx: Transaction,
  halves: readonly { readonly account: AccountName; readonly delta: number }[],
  places: ReadonlyMap<AccountName, number>,
): Promise<void> {
  for (const [account, id] of places) {
    const deltas = halves.filter((half) => half.account === account).map(({ delta }) => delta);
    if (!deltas.some((delta) => Math.abs(delta) >= largeAmount)) continue;
    await lockNames(tx, 'account', [account]);
    const row = await tx.one(sumOf, [id]);
    const sum = deltas.reduce((all, delta) => all + BigInt(delta), BigInt(row?.sum ?? '0'));
    if (sum > largest || sum < -largest) throw new SumTooLarge(`${account} would come to too much`);
  }
}

function seen(row: WalletRow | undefined): Wallet | null {
  return row === undefined ? null : toWallet(row);
}
