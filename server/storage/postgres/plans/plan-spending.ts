// What plans' days in money have come to. Who decides by them has locked their keys.
import type { HoldId } from '../../../contract/holds/holds.ts';
import { microcredits } from '../../../domain/money.ts';
import type { DaySpent, Overdraft, SpendingChange } from '../../../domain/plans/day-spending.ts';
import type { CounterWindow } from '../../../domain/plans/plan.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

type Sums = { readonly used: number; readonly settled: number; readonly overdrawn: number };

const nothing: Sums = { used: 0, settled: 0, overdrawn: 0 };

const read = sql<Sums>('SELECT used, settled, overdrawn FROM plan_spending WHERE key = $1 AND ends_at = $2');
const count = sql(
  `INSERT INTO plan_spending AS s (key, ends_at, used, settled, overdrawn) VALUES ($1, $2, $3, 0, 0) ON CONFLICT (key) DO UPDATE
   SET used = CASE WHEN s.ends_at = excluded.ends_at THEN s.used + excluded.used ELSE excluded.used END,
       settled = CASE WHEN s.ends_at = excluded.ends_at THEN s.settled ELSE 0 END,
       overdrawn = CASE WHEN s.ends_at = excluded.ends_at THEN s.overdrawn ELSE 0 END,
       ends_at = excluded.ends_at`,
);
// Not below nothing: sums that were forgotten under a clock that was put back must not keep a hold from ending.
const correct = sql(
  `UPDATE plan_spending SET used = GREATEST(0, used + $1), settled = settled + $2, overdrawn = overdrawn + $3
   WHERE key = $4 AND ends_at = $5`,
);
const overdrawn = sql(
  'INSERT INTO overdrafts (hold_id, subject, plan_id, limit_amount, over, at) VALUES ($1, $2, $3, $4, $5, $6)',
);

export async function readSpending(tx: Transaction, { key, endsAt }: CounterWindow): Promise<DaySpent> {
  const sums = (await tx.one(read, [key, endsAt])) ?? nothing;
  return {
    key,
    endsAt,
    used: microcredits(sums.used),
    settled: microcredits(sums.settled),
    overdrawn: microcredits(sums.overdrawn),
  };
}

/** A window that nothing was counted in begins from nothing. */
export async function countSpending(tx: Transaction, { window, used }: SpendingChange): Promise<void> {
  await tx.run(count, [window.key, window.endsAt, used]);
}

/** Only in the window that has counted before. */
export async function correctSpending(tx: Transaction, change: SpendingChange): Promise<void> {
  const { window, used, settled, overdrawn: over } = change;
  await tx.run(correct, [used, settled, over, window.key, window.endsAt]);
}

type Overdrawn = { readonly id: HoldId; readonly overdraft: Overdraft; readonly at: number };

export async function writeOverdraft(tx: Transaction, { id, overdraft, at }: Overdrawn): Promise<void> {
  const { subject, planId, limit, over } = overdraft;
  await tx.run(overdrawn, [id, subject, planId, limit, over, at]);
}
