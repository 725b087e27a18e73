// Many postings in one statement, which fails in the database itself where a wallet is not as the first of its postings found it.
import { type Posting, type Wallet, type WalletId, walletAccount } from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import { pass } from '../../failpoint.ts';
import { parameterOf } from '../../rows/causes.ts';
import { sql } from '../statement.ts';
import type { Send, Transaction } from '../transaction.ts';
import { halvesOf } from './accounts.ts';

type Change = { readonly before: Wallet; readonly after: Wallet };

const changed = `changed AS (
  UPDATE accounts a SET balance = new.balance, held = new.held
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
    AS new (name, balance, held, balance_before, held_before)
  WHERE a.name = new.name AND a.balance = new.balance_before AND a.held = new.held_before RETURNING a.id)`;
// A text that is no number is an error, whose words are the text.
const unlessChanged = `CAST(CASE WHEN (SELECT count(*) FROM changed) = cardinality($1::text[]) THEN '1'
  ELSE 'a wallet was not as the postings found it' END AS int)`;
const changeOnly = sql(`WITH ${changed} SELECT ${unlessChanged}`);
/** As that of one posting in accounts.ts says it. */
const changeAndBook = sql(
  `WITH ${changed},
   named AS MATERIALIZED (
     SELECT name, (SELECT id FROM accounts a WHERE a.name = all_names.name) AS id
     FROM (SELECT DISTINCT name FROM unnest($7::text[] || $8::text[]) AS name) AS all_names),
   made AS (
     INSERT INTO accounts (name, created_at) SELECT name, floor(extract(epoch FROM clock_timestamp()) * 1000) FROM named
     WHERE id IS NULL AND name <> ALL($1::text[]) ORDER BY name ON CONFLICT (name) DO NOTHING RETURNING id, name),
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
  const halves = postings.flatMap(halvesOf);
  const values = [
    names,
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
  ];
  return sendBooking(() => tx.run(changeAndBook, values));
}

function sendBooking(send: Send): Send {
  return () => {
    pass('mid_posting');
    return send();
  };
}

/** What each wallet was before the first of its postings, and is after the last. */
function changesOf(postings: readonly Posting[]): readonly Change[] {
  const changes = new Map<WalletId, Change>();
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
