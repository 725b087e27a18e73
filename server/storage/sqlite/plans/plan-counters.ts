// The counters of plans in the ledger's own file, so that a message and its count are one commit.
import type { CounterWindow, PlanCount } from '../../../domain/plans/plan.ts';
import type { CounterTake, CounterTaken, PlanCounters } from '../../plans/plan-counters.ts';
import type { Connection } from '../connection.ts';
import type { GroupCommit } from '../group-commit.ts';

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

export function countersOn(
  counters: Counters,
  { run, read }: { readonly run: GroupCommit['run']; readonly read: <A>(look: () => A) => Promise<A> },
): PlanCounters {
  return {
    take: (takes) => run(() => takeAll(counters, takes)),
    giveBack: (windows) =>
      run(() => {
        for (const window of windows) counters.giveBack(window);
      }),
    read: (windows) => read(() => windows.map(counters.read)),
  };
}

function takeAll(counters: Counters, takes: readonly CounterTake[]): CounterTaken {
  const before = takes.map(counters.read);
  const full = takes.find(({ limit }, i) => limit !== null && (before[i]?.used ?? 0) >= limit);
  if (full !== undefined) return { kind: 'full', full: { key: full.key, endsAt: full.endsAt }, counts: before };
  for (const take of takes) counters.add(take);
  return { kind: 'taken', counts: takes.map(counters.read) };
}
