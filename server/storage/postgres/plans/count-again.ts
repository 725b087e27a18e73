// What happens to the counts of plans when an operator moves them to another store or back. Here they are made again from the holds, of
// which each says in which windows it counts; elsewhere they begin from nothing, and none of them stays here.
import type { PlanStore } from '../../plans/plan-store.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const place = sql(
  'UPDATE plan_book SET counted_elsewhere = 1 - counted_elsewhere WHERE id = 1 AND counted_elsewhere <> $1',
);
const forget = sql("DELETE FROM plan_counters WHERE key LIKE 'month:%' OR key LIKE 'day:%'");
/** Of a key that counts in several windows the last one stays. */
const count = [0, 1].map((at) =>
  sql(
    `INSERT INTO plan_counters (key, ends_at, used)
     SELECT DISTINCT ON (key) key, ends_at, used FROM (
       SELECT counted #>> '{${at},key}' AS key, (counted #>> '{${at},endsAt}')::bigint AS ends_at, count(*) AS used FROM holds
       WHERE plan_id IS NOT NULL AND state IN ('held', 'captured')
         AND counted #>> '{${at},key}' IS NOT NULL AND (counted #>> '{${at},endsAt}')::bigint > $1
       GROUP BY 1, 2) AS window_counts
     ORDER BY key, ends_at DESC
     ON CONFLICT (key) DO UPDATE SET ends_at = excluded.ends_at, used = excluded.used`,
  ),
);

export async function countAgain(
  tx: Transaction,
  { isElsewhere, now }: Parameters<PlanStore['countPlans']>[0],
): Promise<void> {
  if ((await tx.run(place, [isElsewhere ? 1 : 0])) === 0) return;
  await tx.run(forget);
  if (!isElsewhere) for (const one of count) await tx.run(one, [now]);
}
