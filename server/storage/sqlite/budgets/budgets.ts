// What has been counted in budgets, in the ledger's own file, so that a hold and what it counts are one commit.
import type { BudgetChange, BudgetSeen, BudgetTerms, HoldBudget } from '../../../domain/budgets/budget.ts';
import { microcredits } from '../../../domain/money.ts';
import type { Connection } from '../connection.ts';

/** Statements, for use inside a transaction. */
export type Budgets = {
  readonly read: (terms: BudgetTerms) => BudgetSeen;
  /** A window that nothing was counted in begins from nothing. */
  readonly count: (budget: HoldBudget) => void;
  /** Only in windows that have counted before. */
  readonly correct: (change: BudgetChange) => void;
};

export function prepareBudgets(db: Connection): Budgets {
  const used = db.prepare<[string, number], { used: number }>('SELECT used FROM budgets WHERE key = ? AND ends_at = ?');
  const count = db.prepare(
    `INSERT INTO budgets (key, ends_at, used) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE
     SET used = CASE WHEN ends_at = excluded.ends_at THEN used + excluded.used ELSE excluded.used END,
         ends_at = excluded.ends_at`,
  );
  // Not below nothing: sums that were forgotten under a clock that was put back must not keep a hold from ending.
  const correct = db.prepare('UPDATE budgets SET used = MAX(0, used + ?) WHERE key = ? AND ends_at = ?');
  return {
    read: (terms) => ({ ...terms, used: microcredits(used.get(terms.key, terms.endsAt)?.used ?? 0) }),
    count({ windows, counted }) {
      for (const { key, endsAt } of windows) count.run(key, endsAt, counted);
    },
    correct({ windows, by }) {
      for (const { key, endsAt } of windows) correct.run(by, key, endsAt);
    },
  };
}
