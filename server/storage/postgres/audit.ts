// Computes every sum again from the entries, the open holds, the refunds and the cases in suspense, and compares it with what is
// cached (I1, I2, I14, I15). The database does it, on one snapshot that stops no writer.
import type { AuditFinding } from '../../contract/audit-finding.ts';
import { microcredits } from '../../domain/money.ts';
import { type AccountName, shortfallAccount } from '../../domain/wallets/ledger.ts';
import type { AuditReport } from '../upkeep.ts';
import { auditOrders } from './orders/audit-orders.ts';
import { sql } from './statement.ts';
import type { Statements } from './transaction.ts';

/** A broken ledger could have a million findings; these are enough to know. */
const findingsMax = 50;

type AccountRow = {
  readonly name: AccountName;
  readonly balance: number;
  readonly held: number;
  readonly entries: number;
  readonly holds: number;
};
type TotalRow = {
  readonly sum: string;
  readonly wallets: number;
  readonly entries: number;
  readonly orders: number;
  readonly shortfall: number | null;
  readonly last: number | null;
};

const wrong = sql<AccountRow>(
  `WITH booked AS (SELECT account_id, sum(delta)::bigint AS sum FROM entries GROUP BY account_id),
     open AS (SELECT 'wallet:' || wallet_id AS name, sum(amount)::bigint AS sum FROM holds
              WHERE state = 'held' AND wallet_id IS NOT NULL GROUP BY wallet_id)
   SELECT a.name, a.balance, a.held, coalesce(booked.sum, 0) AS entries, coalesce(open.sum, 0) AS holds
   FROM accounts a LEFT JOIN booked ON booked.account_id = a.id LEFT JOIN open ON open.name = a.name
   WHERE a.owner IS NOT NULL AND (a.balance <> coalesce(booked.sum, 0) OR a.held <> coalesce(open.sum, 0)
     OR a.balance < 0 OR a.held < 0 OR a.held > a.balance)
   ORDER BY a.id LIMIT ${findingsMax}`,
);
const missing = sql<{ readonly name: string }>(
  `SELECT DISTINCT 'wallet:' || wallet_id AS name FROM holds h WHERE state = 'held' AND wallet_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.name = 'wallet:' || h.wallet_id) LIMIT ${findingsMax}`,
);
/** What the wallets keep, and what the system's accounts come to, which keep nothing: together nothing. */
const totals = sql<TotalRow>(
  `SELECT ((SELECT coalesce(sum(balance), 0) FROM accounts WHERE owner IS NOT NULL)
       + (SELECT coalesce(sum(delta), 0) FROM entries JOIN accounts a ON a.id = account_id WHERE a.owner IS NULL))::text AS sum,
     (SELECT count(*) FROM accounts WHERE owner IS NOT NULL) AS wallets, (SELECT count(*) FROM entries) AS entries,
     (SELECT count(*) FROM orders) AS orders,
     (SELECT sum(delta)::bigint FROM entries WHERE account_id = (SELECT id FROM accounts WHERE name = $1)) AS shortfall,
     (SELECT at FROM transfers ORDER BY id DESC LIMIT 1) AS last`,
);

export type LedgerReport = Omit<AuditReport, 'planFindings' | 'isLogMissing'>;

export async function auditLedger(tx: Statements): Promise<LedgerReport> {
  const total = await tx.one(totals, [shortfallAccount]);
  const { sum = '0', wallets = 0, entries = 0, orders = 0, shortfall = null, last = null } = total ?? {};
  const unbalanced: readonly AuditFinding[] = sum === '0' ? [] : [{ code: 'accounts_unbalanced', sum }];
  const rows = await tx.all(wrong);
  const unknown = await tx.all(missing);
  const findings = [
    ...unbalanced,
    ...rows.flatMap(findingsOf),
    ...unknown.map(({ name: account }) => ({ code: 'wallet_missing', account }) as const),
    ...(await auditOrders(tx)),
  ];
  return {
    findings: findings.slice(0, findingsMax),
    // The account's balance is below 0 by what is missing.
    shortfall: microcredits(Math.max(0, -(shortfall ?? 0))),
    entries,
    wallets,
    orders,
    // Each transfer has two halves. Its number says nothing: one that was rolled back has taken a number along.
    bookings: entries / 2,
    lastBookedAt: last,
  };
}

function findingsOf({ name: account, ...row }: AccountRow): readonly AuditFinding[] {
  const { balance, held, entries, holds } = row;
  const found: AuditFinding[] = [];
  if (balance !== entries) found.push({ code: 'balance_differs', account, kept: balance, entries });
  if (held !== holds) found.push({ code: 'held_differs', account, kept: held, holds });
  if (balance < 0 || held < 0 || held > balance) found.push({ code: 'balance_impossible', account, balance, held });
  return found;
}
