// Counts what plans count again from their holds and compares it with what is kept (I21). Here are the messages.
import type { CounterFinding } from '../../../contract/audit-finding.ts';
import type { Connection } from '../connection.ts';
import { createBudgetAudit } from '../budgets/budget-audit.ts';
import { type AuditWindows, createRollingAudit } from '../rolling-audit.ts';
import { createSpendingAudit } from './spending-audit.ts';

type CounterRow = { readonly key: string; readonly ends_at: number; readonly used: number };
type Kind = { readonly prefix: string; readonly place: 0 | 1 };
type Window = CounterRow & Pick<Kind, 'place'>;

const windowsMax = 200;
/** Messages counted again at one audit, but for a window that alone has more. */
const usedMax = 100_000;

/** A hold names its month first and its day second. */
const kinds: readonly Kind[] = [
  { prefix: 'day:', place: 1 },
  { prefix: 'month:', place: 0 },
];

export function createPlanAudit(): AuditWindows {
  const auditMessages = createRollingAudit({ windowsAfter, atOnce: affordable, findingsOf });
  const auditSpending = createSpendingAudit();
  const auditBudgets = createBudgetAudit();
  return (db) => [...auditMessages(db), ...auditSpending(db), ...auditBudgets(db)];
}

/** How many of the first of these may be counted at once. */
function affordable(windows: readonly Window[]): number {
  let sum = 0;
  const over = windows.findIndex(({ used }) => (sum += used) > usedMax);
  return Math.min(windowsMax, over === -1 ? windows.length : Math.max(1, over));
}

function windowsAfter(db: Connection, key: string): readonly Window[] {
  return kinds.flatMap((kind) => rowsAfter(db, kind, key).map((row) => ({ ...row, place: kind.place })));
}

function rowsAfter(db: Connection, { prefix }: Kind, key: string): readonly CounterRow[] {
  const end = `${prefix.slice(0, -1)};`;
  return db
    .prepare<[string, string, number], CounterRow>(
      'SELECT key, ends_at, used FROM plan_counters WHERE key > ? AND key < ? ORDER BY key LIMIT ?',
    )
    .all(key > prefix ? key : prefix, end, windowsMax + 1);
}

/** What was released or has expired was given back. */
function findingsOf(db: Connection, { place, key, ends_at: endsAt, used }: Window): readonly CounterFinding[] {
  const row = db
    .prepare<[string, number], { count: number }>(
      `SELECT COUNT(*) AS count FROM holds WHERE plan_id IS NOT NULL AND json_extract(counted, '$[${place}].key') = ?
         AND json_extract(counted, '$[${place}].endsAt') = ? AND state IN ('held', 'captured')`,
    )
    .get(key, endsAt);
  const count = row?.count ?? 0;
  return count === used ? [] : [{ code: 'messages_differ', window: key, kept: used, holds: count }];
}
