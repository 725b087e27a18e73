// Counts some windows of plans and budgets again from their holds and compares them with what is kept (I21), at each audit from where
// the last one stopped, so that all have their turn and none takes long.
import type { CounterFinding } from '../../../contract/audit-finding.ts';
import { type Statement, sql } from '../statement.ts';
import type { Statements } from '../transaction.ts';

export type AuditWindows = (tx: Statements) => Promise<readonly CounterFinding[]>;

type Window = { readonly key: string };
type CountedRow = Window & { readonly kept: number; readonly holds: number };
type SpentRow = Window & {
  readonly used: number;
  readonly settled: number;
  readonly overdrawn: number;
  readonly used_now: number;
  readonly settled_now: number;
  readonly overdrawn_now: number;
};

const messagesMax = 200;
const sumsMax = 20;

/** A hold names its month first and its day second. What was released or has expired was given back. */
const messagesOf = (prefix: string, place: 0 | 1) =>
  sql<CountedRow>(
    `SELECT c.key, c.used AS kept, (SELECT count(*) FROM holds WHERE plan_id IS NOT NULL AND counted #>> '{${place},key}' = c.key
         AND (counted #>> '{${place},endsAt}')::bigint = c.ends_at AND state IN ('held', 'captured')) AS holds
     FROM (SELECT * FROM plan_counters WHERE key > $1 AND key >= '${prefix}:' AND key < '${prefix};' ORDER BY key LIMIT ${messagesMax}) c
     ORDER BY c.key`,
  );
const inDay =
  "h.day IS NOT NULL AND h.day #>> '{window,key}' = s.key AND (h.day #>> '{window,endsAt}')::bigint = s.ends_at";
const spending = sql<SpentRow>(
  `SELECT s.key, s.used, s.settled, s.overdrawn,
     (SELECT coalesce(sum(h.day_counted), 0)::bigint FROM holds h WHERE ${inDay}) AS used_now,
     (SELECT coalesce(sum(h.day_counted), 0)::bigint FROM holds h WHERE ${inDay} AND h.state = 'captured') AS settled_now,
     (SELECT coalesce(sum(o.over), 0)::bigint FROM overdrafts o JOIN holds h ON h.id = o.hold_id WHERE ${inDay}) AS overdrawn_now
   FROM (SELECT * FROM plan_spending WHERE key > $1 ORDER BY key LIMIT ${sumsMax}) s ORDER BY s.key`,
);
const inBudget = (place: 0 | 1) =>
  `(SELECT coalesce(sum(budget_counted), 0)::bigint FROM holds WHERE budgets IS NOT NULL AND budgets #>> '{${place},key}' IS NOT NULL
      AND budgets #>> '{${place},key}' = b.key AND (budgets #>> '{${place},endsAt}')::bigint = b.ends_at)`;
const budgets = sql<CountedRow>(
  `SELECT b.key, b.used AS kept, ${inBudget(0)} + ${inBudget(1)} AS holds
   FROM (SELECT * FROM budgets WHERE key > $1 ORDER BY key LIMIT ${sumsMax}) b ORDER BY b.key`,
);

export function createPlanAudit(): AuditWindows {
  const parts = [
    rolling(messagesOf('day', 1), messagesMax, (row) => countedFinding('messages_differ', row)),
    rolling(messagesOf('month', 0), messagesMax, (row) => countedFinding('messages_differ', row)),
    rolling(spending, sumsMax, spentFinding),
    rolling(budgets, sumsMax, (row) => countedFinding('budget_differs', row)),
  ];
  return async (tx) => {
    const findings: CounterFinding[] = [];
    for (const part of parts) findings.push(...(await part(tx)));
    return findings;
  };
}

function rolling<Row extends Window>(
  statement: Statement<Row>,
  atOnce: number,
  findingOf: (row: Row) => CounterFinding | null,
): AuditWindows {
  const last = { key: '' };
  return async (tx) => {
    const rows = await tx.all(statement, [last.key]);
    last.key = rows.length < atOnce ? '' : (rows.at(-1)?.key ?? '');
    return rows.flatMap((row) => findingOf(row) ?? []);
  };
}

function countedFinding(
  code: 'messages_differ' | 'budget_differs',
  { key: window, kept, holds }: CountedRow,
): CounterFinding | null {
  return kept === holds ? null : { code, window, kept, holds };
}

function spentFinding(row: SpentRow): CounterFinding | null {
  const kept = { used: row.used, settled: row.settled, overdrawn: row.overdrawn };
  const holds = { used: row.used_now, settled: row.settled_now, overdrawn: row.overdrawn_now };
  const isSame = kept.used === holds.used && kept.settled === holds.settled && kept.overdrawn === holds.overdrawn;
  return isSame ? null : { code: 'spending_differs', window: row.key, kept, holds };
}
