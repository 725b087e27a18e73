// What the rows of orders, refunds and cases say, beside what the ledger says (I14, I15).
import type { Connection } from '../connection.ts';

const findingsMax = 50;

/** On the snapshot that the connection is in. Orders without refunds or cases are not looked at one by one. */
export function orderFindings(db: Connection): readonly string[] {
  return [...suspenseFindings(db), ...refundFindings(db)];
}

/** The suspense account must hold what the open cases come to: no money may lie there without a case. */
function suspenseFindings(db: Connection): readonly string[] {
  const booked = db.prepare<[], { sum: number }>("SELECT balance AS sum FROM accounts WHERE name = 'suspense'").get();
  const open = db
    .prepare<[], { sum: number }>('SELECT coalesce(sum(amount), 0) AS sum FROM suspense WHERE outcome IS NULL')
    .get();
  const [inLedger, inCases] = [booked?.sum ?? 0, open?.sum ?? 0];
  return inLedger === inCases ? [] : [`suspense holds ${inLedger}, but its open cases come to ${inCases}.`];
}

type Sums = {
  readonly id: string;
  readonly credited_cents: number;
  readonly refunded_cents: number;
  readonly pending_cents: number;
  readonly live: number;
  readonly pending: number;
  readonly out: number;
};

function refundFindings(db: Connection): readonly string[] {
  const wrong = db.prepare<[number], Sums>(
    `SELECT o.id, o.credited_cents, o.refunded_cents, o.pending_cents, r.live, r.pending, r.out FROM
       (SELECT order_id, sum(iif(state = 'failed', 0, amount_cents)) AS live,
          sum(iif(state = 'pending', amount_cents, 0)) AS pending,
          sum(iif(state = 'failed', 0, amount_cents - aside_cents)) AS out FROM refunds GROUP BY order_id) r
     JOIN orders o ON o.id = r.order_id
     WHERE o.refunded_cents <> r.live OR o.pending_cents <> r.pending OR r.out > o.credited_cents LIMIT ?`,
  );
  return wrong
    .all(findingsMax)
    .map((row) =>
      row.out > row.credited_cents
        ? `order ${row.id} was credited for ${row.credited_cents} cents, but ${row.out} of them were refunded.`
        : `order ${row.id} says ${row.refunded_cents} cents refunded and ${row.pending_cents} pending, but its refunds come to ${row.live} and ${row.pending}.`,
    );
}
