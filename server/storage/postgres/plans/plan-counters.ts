// The counters of plans in the ledger's own database, so that a message and its count are one commit. Who decides by them has locked
// their keys.
import type { CounterKey, CounterWindow, PlanCount } from '../../../domain/plans/plan.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const used = sql<{ readonly used: number }>('SELECT used FROM plan_counters WHERE key = $1 AND ends_at = $2');
const usedOf = sql<Pick<PlanCount, 'key' | 'used'> & { readonly ends_at: number }>(
  'SELECT key, ends_at, used FROM plan_counters WHERE key = ANY($1::text[])',
);
const add = sql(
  `INSERT INTO plan_counters AS c (key, ends_at, used)
   SELECT key, ends_at, used FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS new (key, ends_at, used)
   ON CONFLICT (key) DO UPDATE
   SET used = CASE WHEN c.ends_at = excluded.ends_at THEN c.used + excluded.used ELSE excluded.used END, ends_at = excluded.ends_at`,
);
const giveBack = sql(
  `UPDATE plan_counters c SET used = GREATEST(0, c.used - back.times)
   FROM (SELECT key, ends_at, count(*) AS times FROM unnest($1::text[], $2::bigint[]) AS given (key, ends_at) GROUP BY 1, 2) AS back
   WHERE c.key = back.key AND c.ends_at = back.ends_at`,
);

export function readCounts(tx: Transaction, windows: readonly CounterWindow[]): Promise<readonly PlanCount[]> {
  return Promise.all(
    windows.map(async ({ key, endsAt }) => {
      const row = await tx.one(used, [key, endsAt]);
      return { key, endsAt, used: row?.used ?? 0 };
    }),
  );
}

/** Whatever is kept of these keys, in any window. */
export async function keptCounts(tx: Transaction, keys: readonly CounterKey[]): Promise<readonly PlanCount[]> {
  if (keys.length === 0) return [];
  const rows = await tx.all(usedOf, [keys]);
  return rows.map(({ key, ends_at: endsAt, used: count }) => ({ key, endsAt, used: count }));
}

/** So many more in each; a window that nothing was counted in begins from nothing. Each key once. */
export async function countMessages(tx: Transaction, counted: readonly PlanCount[]): Promise<void> {
  if (counted.length === 0) return;
  await tx.run(add, [
    counted.map(({ key }) => key),
    counted.map(({ endsAt }) => endsAt),
    counted.map(({ used: more }) => more),
  ]);
}

/** One less for each time that a window is named. */
export async function giveBackMessages(tx: Transaction, windows: readonly CounterWindow[]): Promise<void> {
  if (windows.length === 0) return;
  await tx.run(giveBack, [windows.map(({ key }) => key), windows.map(({ endsAt }) => endsAt)]);
}
