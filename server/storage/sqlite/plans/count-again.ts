// What happens to the counts of plans when an operator moves them to another store or back. In this file they are made again from the
// holds, of which each says in which windows it counts; elsewhere they begin from nothing, and none of them stays here.
import type { Connection } from '../connection.ts';

export type CountAgain = (at: { readonly isElsewhere: boolean; readonly now: number }) => void;

export function prepareCountAgain(db: Connection): CountAgain {
  const place = db.prepare<[number]>(
    'UPDATE plan_book SET counted_elsewhere = 1 - counted_elsewhere WHERE id = 1 AND counted_elsewhere <> ?',
  );
  const forget = db.prepare("DELETE FROM plan_counters WHERE key GLOB 'month:*' OR key GLOB 'day:*'");
  const count = [0, 1].map((at) =>
    db.prepare<[number]>(
      `INSERT INTO plan_counters (key, ends_at, used)
       SELECT json_extract(counted, '$[${at}].key') AS key, json_extract(counted, '$[${at}].endsAt') AS ends_at, COUNT(*)
       FROM holds WHERE plan_id IS NOT NULL AND state IN ('held', 'captured')
         AND json_extract(counted, '$[${at}].key') IS NOT NULL AND json_extract(counted, '$[${at}].endsAt') > ?
       GROUP BY key, ends_at ORDER BY ends_at
       ON CONFLICT (key) DO UPDATE SET ends_at = excluded.ends_at, used = excluded.used`,
    ),
  );
  return ({ isElsewhere, now }) => {
    if (place.run(isElsewhere ? 1 : 0).changes === 0) return;
    forget.run();
    if (!isElsewhere) for (const one of count) one.run(now);
  };
}
