// What plans' days in money have come to, in the ledger's own file, so that a hold and what it counts are one commit.
import type { HoldId } from '../../../contract/holds/holds.ts';
import { microcredits } from '../../../domain/money.ts';
import type { DaySpent, Overdraft, SpendingChange } from '../../../domain/plans/day-spending.ts';
import type { CounterWindow } from '../../../domain/plans/plan.ts';
import type { Connection } from '../connection.ts';

type Sums = { readonly used: number; readonly settled: number; readonly overdrawn: number };

/** Statements, for use inside a transaction. */
export type Spending = {
  readonly read: (window: CounterWindow) => DaySpent;
  /** A window that nothing was counted in begins from nothing. */
  readonly count: (change: SpendingChange) => void;
  /** Only in the window that has counted before. */
  readonly correct: (change: SpendingChange) => void;
  readonly overdrawn: (id: HoldId, overdraft: Overdraft, at: number) => void;
};

const nothing: Sums = { used: 0, settled: 0, overdrawn: 0 };

export function prepareSpending(db: Connection): Spending {
  const read = db.prepare<[string, number], Sums>(
    'SELECT used, settled, overdrawn FROM plan_spending WHERE key = ? AND ends_at = ?',
  );
  const count = db.prepare(
    `INSERT INTO plan_spending (key, ends_at, used, settled, overdrawn) VALUES (?, ?, ?, 0, 0) ON CONFLICT (key) DO UPDATE
     SET used = CASE WHEN ends_at = excluded.ends_at THEN used + excluded.used ELSE excluded.used END,
         settled = CASE WHEN ends_at = excluded.ends_at THEN settled ELSE 0 END,
         overdrawn = CASE WHEN ends_at = excluded.ends_at THEN overdrawn ELSE 0 END,
         ends_at = excluded.ends_at`,
  );
  // Not below nothing: sums that were forgotten under a clock that was put back must not keep a hold from ending.
  const correct = db.prepare(
    `UPDATE plan_spending SET used = MAX(0, used + ?), settled = settled + ?, overdrawn = overdrawn + ?
     WHERE key = ? AND ends_at = ?`,
  );
  const overdrawn = db.prepare(
    'INSERT INTO overdrafts (hold_id, subject, plan_id, limit_amount, over, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return {
    read({ key, endsAt }) {
      const sums = read.get(key, endsAt) ?? nothing;
      return {
        key,
        endsAt,
        used: microcredits(sums.used),
        settled: microcredits(sums.settled),
        overdrawn: microcredits(sums.overdrawn),
      };
    },
    count({ window, used }) {
      count.run(window.key, window.endsAt, used);
    },
    correct({ window, used, settled, overdrawn: over }) {
      correct.run(used, settled, over, window.key, window.endsAt);
    },
    overdrawn(id, { subject, planId, limit, over }, at) {
      overdrawn.run(id, subject, planId, limit, over, at);
    },
  };
}
