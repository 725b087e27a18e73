// Adds up again what budgets count, from their holds, and compares it with the sums that are kept.
import type { CounterFinding } from '../../../contract/audit-finding.ts';
import type { Connection } from '../connection.ts';
import { type AuditWindows, createRollingAudit } from '../rolling-audit.ts';

type BudgetRow = { readonly key: string; readonly ends_at: number; readonly used: number };

const windowsMax = 20;

export function createBudgetAudit(): AuditWindows {
  return createRollingAudit({ windowsAfter, atOnce: () => windowsMax, findingsOf });
}

function windowsAfter(db: Connection, key: string): readonly BudgetRow[] {
  return db
    .prepare<[string, number], BudgetRow>('SELECT key, ends_at, used FROM budgets WHERE key > ? ORDER BY key LIMIT ?')
    .all(key, windowsMax + 1);
}

/** A hold names one budget or two. What was released or has expired counts nothing any more. */
function findingsOf(db: Connection, { key, ends_at: endsAt, used }: BudgetRow): readonly CounterFinding[] {
  const sums = db
    .prepare<[string, number, string, number], { used: number }>(
      `SELECT COALESCE((SELECT SUM(budget_counted) FROM holds WHERE budgets IS NOT NULL
           AND json_extract(budgets, '$[0].key') = ? AND json_extract(budgets, '$[0].endsAt') = ?), 0)
         + COALESCE((SELECT SUM(budget_counted) FROM holds WHERE json_extract(budgets, '$[1].key') IS NOT NULL
           AND json_extract(budgets, '$[1].key') = ? AND json_extract(budgets, '$[1].endsAt') = ?), 0) AS used`,
    )
    .get(key, endsAt, key, endsAt);
  const real = sums?.used ?? 0;
  return real === used ? [] : [{ code: 'budget_differs', window: key, kept: used, holds: real }];
}
