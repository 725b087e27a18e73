// The counters of plans in the ledger's own database, so that a message and its count are one commit. Who decides by them has locked
// their keys.
import type { CounterWindow, PlanCount } from '../../../domain/plans/plan.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const used = sql<{ readonly used: number }>('SELECT used FROM plan_counters WHERE key = $1 AND ends_at = $2');
const add = sql(
  `INSERT INTO plan_counters AS c (key, ends_at, used) VALUES ($1, $2, 1) ON CONFLICT (key) DO UPDATE
   SET used = CASE WHEN c.ends_at = excluded.ends_at THEN c.used + 1 ELSE 1 END, ends_at = excluded.ends_at`,
);
const giveBack = sql('UPDATE plan_counters SET used = used - 1 WHERE key = $1 AND ends_at = $2 AND used > 0');

export function readCounts(tx: Transaction, windows: readonly CounterWindow[]): Promise<readonly PlanCount[]> {
  return Promise.all(
    windows.map(async ({ key, endsAt }) => {
      const row = await tx.one(used, [key, endsAt]);
      return { key, endsAt, used: row?.used ?? 0 };
    }),
  );
}

export async function countMessages(tx: Transaction, windows: readonly CounterWindow[]): Promise<void> {
  await Promise.all(windows.map(({ key, endsAt }) => tx.run(add, [key, endsAt])));
}

export async function giveBackMessages(tx: Transaction, windows: readonly CounterWindow[]): Promise<void> {
  await Promise.all(windows.map(({ key, endsAt }) => tx.run(giveBack, [key, endsAt])));
}
