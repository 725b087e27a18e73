// The counters of plans in the ledger's own file, so that a message and its count are one commit.
import type { CounterWindow, PlanCount } from '../../../domain/plans/plan.ts';
import type { Connection } from '../connection.ts';

/** Statements, for use inside a transaction. */
export type Counters = {
  readonly read: (window: CounterWindow) => PlanCount;
  readonly add: (window: CounterWindow) => void;
  readonly giveBack: (window: CounterWindow) => void;
};

export function prepareCounters(db: Connection): Counters {
  const used = db.prepare<[string, number], { used: number }>(
    'SELECT used FROM plan_counters WHERE key = ? AND ends_at = ?',
  );
  const add = db.prepare(
    `INSERT INTO plan_counters (key, ends_at, used) VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE
     SET used = CASE WHEN ends_at = excluded.ends_at THEN used + 1 ELSE 1 END, ends_at = excluded.ends_at`,
  );
  const giveBack = db.prepare('UPDATE plan_counters SET used = used - 1 WHERE key = ? AND ends_at = ? AND used > 0');
  return {
    read: ({ key, endsAt }) => ({ key, endsAt, used: used.get(key, endsAt)?.used ?? 0 }),
    add({ key, endsAt }) {
      add.run(key, endsAt);
    },
    giveBack({ key, endsAt }) {
      giveBack.run(key, endsAt);
    },
  };
}
