// What the rows of orders, refunds and cases say, beside what the ledger says (I14, I15).
import type { AuditFinding } from '../../../contract/audit-finding.ts';
import type { Connection } from '../connection.ts';

const findingsMax = 50;

/** On the snapshot that the connection is in. Orders without refunds or cases are not looked at one by one. */
export function orderFindings(db: Connection): readonly AuditFinding[] {
  return [...suspenseFindings(db), ...refundFindings(db)];
}

/** The suspense account must hold what the open cases come to: no money may lie there without a case. */
function suspenseFindings(db: Connection): readonly AuditFinding[] {
  const booked = db.prepare<[], { sum: number }>("SELECT balance AS sum FROM accounts WHERE name = 'suspense'").get();
  const open = db
    .prepare<[], { sum: number }>('SELECT coalesce(sum(amount), 0) AS sum FROM suspense WHERE outcome IS NULL')
    .get();
  const [inLedger, inCases] = [booked?.sum ?? 0, open?.sum ?? 0];
  return inLedger === inCases ? [] : [{ code: 'suspense_differs', kept: inLedger, cases: inCases }];
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

function refundFindings(db: Connection): readonly AuditFinding[] {
  const wrong = db.prepare<[number], Sums>(
    `SELECT o.id, o.credited_cents, o.refunded_cents, o.pending_cents, r.live, r.pending, r.out FROM
       (SELECT order_id, sum(iif(state = 'failed', 0, amount_cents)) AS live,
          sum(iif(state = 'pending', amount_cents, 0)) AS pending,
          sum(iif(state = 'failed', 0, amount_cents - aside_cents)) AS out FROM refunds GROUP BY order_id) r
     JOIN orders o ON o.id = r.order_id
     WHERE o.refunded_cents <> r.live OR o.pending_cents <> r.pending OR r.out > o.credited_cents LIMIT ?`,
  );
  return wrong.all(findingsMax).map(findingOf);
}

function findingOf({ id, credited_cents: credited, out, live, pending, ...kept }: Sums): AuditFinding {
  if (out > credited) return { code: 'refunded_too_much', order_id: id, credited_cents: credited, refunded_cents: out };
  const refunds = { refunded_cents: live, pending_cents: pending };
  return { code: 'refunds_differ', order_id: id, kept, refunds };
}
