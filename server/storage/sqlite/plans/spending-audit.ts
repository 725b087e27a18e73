// Adds up again what plans' days in money come to, from their holds and overdrafts, and compares it with the sums that are kept
// (I21).
import type { CounterFinding } from '../../../contract/audit-finding.ts';
import type { Connection } from '../connection.ts';
import { type AuditWindows, createRollingAudit } from '../rolling-audit.ts';

type Sums = { readonly used: number; readonly settled: number; readonly overdrawn: number };
type SpendingRow = Sums & { readonly key: string; readonly ends_at: number };

/** A window of a busy organisation may have a hundred thousand holds; all that is summed is in the index. */
const windowsMax = 20;

export function createSpendingAudit(): AuditWindows {
  return createRollingAudit({ windowsAfter, atOnce: () => windowsMax, findingsOf });
}

function windowsAfter(db: Connection, key: string): readonly SpendingRow[] {
  return db
    .prepare<[string, number], SpendingRow>(
      'SELECT key, ends_at, used, settled, overdrawn FROM plan_spending WHERE key > ? ORDER BY key LIMIT ?',
    )
    .all(key, windowsMax + 1);
}

/** What was released or has expired counts nothing any more. */
function findingsOf(db: Connection, { key, ends_at: endsAt, ...kept }: SpendingRow): readonly CounterFinding[] {
  const window =
    "day IS NOT NULL AND json_extract(day, '$.window.key') = ? AND json_extract(day, '$.window.endsAt') = ?";
  const sums = db
    .prepare<[string, number, string, number], Sums>(
      `SELECT COALESCE(SUM(day_counted), 0) AS used, COALESCE(SUM(day_counted) FILTER (WHERE state = 'captured'), 0) AS settled,
         (SELECT COALESCE(SUM(over), 0) FROM overdrafts JOIN holds ON holds.id = hold_id WHERE ${window}) AS overdrawn
       FROM holds WHERE ${window}`,
    )
    .get(key, endsAt, key, endsAt);
  const { used = 0, settled = 0, overdrawn = 0 } = sums ?? {};
  const isSame = used === kept.used && settled === kept.settled && overdrawn === kept.overdrawn;
  return isSame ? [] : [{ code: 'spending_differs', window: key, kept, holds: { used, settled, overdrawn } }];
}
