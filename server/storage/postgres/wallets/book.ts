// Writes one posting, and nothing else moves a balance. What makes a wallet, or is so large that its accounts are added up first, takes
// several statements; everything else is one.
import { microcreditsPerCredit } from '../../../contract/money.ts';
import { type AccountName, type Posting, walletAccount } from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import { pass } from '../../failpoint.ts';
import { SumTooLarge } from '../../storage.ts';
import { lockNames } from '../locks.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import { amountsOf, bookedValues, halvesOf, restOf } from './book-many.ts';
import { type Change, changeAndBookText, changeText } from './booking-text.ts';

type PlaceRow = { readonly id: number; readonly name: AccountName };

const largeAmount = 1_000_000 * microcreditsPerCredit;
const largest = BigInt(Number.MAX_SAFE_INTEGER);

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
const oneChange: Change = {
  changed:
    'changed AS (UPDATE accounts SET balance = $1, held = $2 WHERE name = $3 AND balance = $4 AND held = $5 RETURNING id)',
  unlessChanged:
    "CAST(CASE WHEN EXISTS (SELECT FROM changed) THEN '1' ELSE 'a wallet was not as the posting found it: ' || $3 END AS int)",
  isOther: 'name <> $3',
};
const changeOnly = sql(changeText(oneChange));
const changeAndBook = sql(changeAndBookText(oneChange));

/**
 * Whether it is written in one statement: the wallet is there and no amount is so large that the account it comes from or goes to has to be
 * added up first.
 */
export function isAtOnce({ isNewWallet, transfers }: Posting): boolean {
  return !isNewWallet && transfers.every(({ amount }) => amount < largeAmount);
}

export async function book(tx: Transaction, posting: Posting): Promise<void> {
  pass('mid_posting');
  if (isAtOnce(posting)) return bookAtOnce(tx, posting);
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
    ...restOf(transfers),
    halves.map(({ ref }) => ref),
    halves.map(({ account }) => idOf(account)),
    ...amountsOf(halves),
  ]);
}

/** With plans of its own: that of many looks for its wallets in another way. */
async function bookAtOnce(tx: Transaction, posting: Posting): Promise<void> {
  const { before, after, transfers } = posting;
  const change = [after.balance, after.held, walletAccount(before.id), before.balance, before.held];
  if (transfers.length === 0) await tx.run(changeOnly, change);
  else await tx.run(changeAndBook, [...change, ...bookedValues(transfers, halvesOf(posting))]);
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
