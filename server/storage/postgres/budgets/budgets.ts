// What has been counted in budgets. Who decides by them has locked their keys.
import type { BudgetChange, BudgetSeen, BudgetTerms, HoldBudget } from '../../../domain/budgets/budget.ts';
import { microcredits } from '../../../domain/money.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const used = sql<{ readonly used: number }>('SELECT used FROM budgets WHERE key = $1 AND ends_at = $2');
const count = sql(
  `INSERT INTO budgets AS b (key, ends_at, used) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE
   SET used = CASE WHEN b.ends_at = excluded.ends_at THEN b.used + excluded.used ELSE excluded.used END,
       ends_at = excluded.ends_at`,
);
// Not below nothing: sums that were forgotten under a clock that was put back must not keep a hold from ending.
const correct = sql('UPDATE budgets SET used = GREATEST(0, used + $1) WHERE key = $2 AND ends_at = $3');

export function readBudgets(tx: Transaction, terms: readonly BudgetTerms[]): Promise<readonly BudgetSeen[]> {
  return Promise.all(
    terms.map(async (one) => {
      const row = await tx.one(used, [one.key, one.endsAt]);
      return { ...one, used: microcredits(row?.used ?? 0) };
    }),
  );
}

/** A window that nothing was counted in begins from nothing. */
export async function countBudget(tx: Transaction, { windows, counted }: HoldBudget): Promise<void> {
  await Promise.all(windows.map(({ key, endsAt }) => tx.run(count, [key, endsAt, counted])));
}

/** Only in windows that have counted before. */
export async function correctBudgets(tx: Transaction, { windows, by }: BudgetChange): Promise<void> {
  await Promise.all(windows.map(({ key, endsAt }) => tx.run(correct, [by, key, endsAt])));
}
