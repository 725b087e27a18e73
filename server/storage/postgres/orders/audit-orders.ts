// What the rows of orders, refunds and cases say, beside what the ledger says (I14, I15).
import type { AuditFinding } from '../../../contract/audit-finding.ts';
import { sql } from '../statement.ts';
import type { Statements } from '../transaction.ts';

const findingsMax = 50;

type Sums = {
  readonly id: string;
  readonly credited_cents: number;
  readonly refunded_cents: number;
  readonly pending_cents: number;
  readonly live: number;
  readonly pending: number;
  readonly out: number;
};

const suspense = sql<{ readonly kept: number; readonly cases: number }>(
  `SELECT coalesce((SELECT sum(delta)::bigint FROM entries WHERE account_id = (SELECT id FROM accounts WHERE name = 'suspense')), 0) AS kept,
     (SELECT coalesce(sum(amount), 0)::bigint FROM suspense WHERE outcome IS NULL) AS cases`,
);
const refunds = sql<Sums>(
  `SELECT o.id, o.credited_cents, o.refunded_cents, o.pending_cents, r.live, r.pending, r.out FROM
     (SELECT order_id, coalesce(sum(amount_cents) FILTER (WHERE state <> 'failed'), 0)::bigint AS live,
        coalesce(sum(amount_cents) FILTER (WHERE state = 'pending'), 0)::bigint AS pending,
        coalesce(sum(amount_cents - aside_cents) FILTER (WHERE state <> 'failed'), 0)::bigint AS out FROM refunds GROUP BY order_id) r
   JOIN orders o ON o.id = r.order_id
   WHERE o.refunded_cents <> r.live OR o.pending_cents <> r.pending OR r.out > o.credited_cents LIMIT ${findingsMax}`,
);

/** On the snapshot that the transaction has. */
export async function auditOrders(tx: Statements): Promise<readonly AuditFinding[]> {
  const { kept = 0, cases = 0 } = (await tx.one(suspense)) ?? {};
  // No money may lie in suspense without a case.
  const inSuspense: readonly AuditFinding[] = kept === cases ? [] : [{ code: 'suspense_differs', kept, cases }];
  return [...inSuspense, ...(await tx.all(refunds)).map(findingOf)];
}

function findingOf({ id, credited_cents: credited, out, live, pending, ...kept }: Sums): AuditFinding {
  if (out > credited) return { code: 'refunded_too_much', order_id: id, credited_cents: credited, refunded_cents: out };
  const refunded = { refunded_cents: live, pending_cents: pending };
  return { code: 'refunds_differ', order_id: id, kept, refunds: refunded };
}
