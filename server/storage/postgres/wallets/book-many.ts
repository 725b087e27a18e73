// Many postings in one statement, which fails in the database itself where a wallet is not as the first of its postings found it.
import {
  type AccountName,
  type Posting,
  type Transfer,
  type TransferRef,
  type Wallet,
  type WalletId,
  entriesOf,
  walletAccount,
} from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import { pass } from '../../failpoint.ts';
import { parameterOf } from '../../rows/causes.ts';
import type { Cell } from '../../rows/cell.ts';
import { sql } from '../statement.ts';
import type { Send, Transaction } from '../transaction.ts';
import { type Change, changeAndBookText, changeText } from './booking-text.ts';

type WalletChange = { readonly before: Wallet; readonly after: Wallet };

const changed = `changed AS (
  UPDATE accounts a SET balance = new.balance, held = new.held
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
    AS new (name, balance, held, balance_before, held_before)
  WHERE a.name = new.name AND a.balance = new.balance_before AND a.held = new.held_before RETURNING a.id)`;
const unlessChanged = `CAST(CASE WHEN (SELECT count(*) FROM changed) = cardinality($1::text[]) THEN '1'
  ELSE 'a wallet was not as the postings found it' END AS int)`;
const manyChange: Change = { changed, unlessChanged, isOther: 'name <> ALL($1::text[])' };
const changeOnly = sql(changeText(manyChange));
const changeAndBook = sql(changeAndBookText(manyChange));

/** In their order; of one wallet each begins where the one before it ended. All are such as `isAtOnce` lets through. */
export function bookingOf(tx: Transaction, postings: readonly Posting[]): Send {
  if (postings.length === 0) return () => Promise.resolve();
  const changes = changesOf(postings);
  const change = [
    changes.map(({ after }) => after.balance),
    changes.map(({ after }) => after.held),
    changes.map(({ before }) => before.balance),
    changes.map(({ before }) => before.held),
  ];
  const names = changes.map(({ after }) => walletAccount(after.id));
  const transfers = postings.flatMap((posting) => posting.transfers);
  if (transfers.length === 0) return sendBooking(() => tx.run(changeOnly, [names, ...change]));
  const values = [names, ...change, ...bookedValues(transfers, postings.flatMap(halvesOf))];
  return sendBooking(() => tx.run(changeAndBook, values));
}

function sendBooking(send: Send): Send {
  return () => {
    pass('mid_posting');
    return send();
  };
}

/** What each wallet was before the first of its postings, and is after the last. */
function changesOf(postings: readonly Posting[]): readonly WalletChange[] {
  const changes = new Map<WalletId, WalletChange>();
  for (const { before, after } of postings) {
    const earlier = changes.get(before.id);
    invariant(
      earlier === undefined || (earlier.after.balance === before.balance && earlier.after.held === before.held),
      () => `a posting of wallet ${before.id} does not begin where the one before it ended`,
    );
    changes.set(before.id, { before: earlier?.before ?? before, after });
  }
  return [...changes.values()];
}

type Half = {
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

/** Of the statement that books, what comes behind the wallets. */
export function bookedValues(transfers: readonly Transfer[], halves: readonly Half[]): readonly (readonly Cell[])[] {
  return [
    transfers.map(({ ref }) => ref),
    transfers.map(({ from }) => from),
    transfers.map(({ to }) => to),
    ...restOf(transfers),
    halves.map(({ ref }) => ref),
    halves.map(({ account }) => account),
    ...amountsOf(halves),
  ];
}

/** The columns of transfers beside their accounts. */
export function restOf(transfers: readonly Transfer[]): readonly (readonly Cell[])[] {
  return [
    transfers.map(({ amount }) => amount),
    transfers.map(({ cause }) => cause.code),
    transfers.map(({ cause }) => parameterOf(cause)),
    transfers.map(({ at }) => at),
  ];
}

export function amountsOf(halves: readonly Half[]): readonly (readonly Cell[])[] {
  return [halves.map(({ delta }) => delta), halves.map(({ balance }) => balance)];
}
