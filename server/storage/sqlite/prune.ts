// Forgets rows that nobody can ask for any more, a bounded number at a time.
import type { PruneBefore } from '../upkeep.ts';
import type { Connection } from './connection.ts';

export type Prune = (before: PruneBefore) => void;

export function preparePruning(db: Connection): Prune {
  const refusals = db.prepare(
    'DELETE FROM refusals WHERE id IN (SELECT id FROM refusals WHERE at < ? ORDER BY at LIMIT ?)',
  );
  const allowances = db.prepare(
    'DELETE FROM allowances WHERE key IN (SELECT key FROM allowances WHERE started_at < ? ORDER BY started_at LIMIT ?)',
  );
  const counters = db.prepare(
    'DELETE FROM plan_counters WHERE key IN (SELECT key FROM plan_counters WHERE ends_at < ? ORDER BY ends_at LIMIT ?)',
  );
  const spending = db.prepare(
    'DELETE FROM plan_spending WHERE key IN (SELECT key FROM plan_spending WHERE ends_at < ? ORDER BY ends_at LIMIT ?)',
  );
  const budgets = db.prepare(
    'DELETE FROM budgets WHERE key IN (SELECT key FROM budgets WHERE ends_at < ? ORDER BY ends_at LIMIT ?)',
  );
  const told = db.prepare(
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'done' AND done_at < ? ORDER BY done_at LIMIT ?)",
  );
  return ({ refusals: refusedBefore, allowances: startedBefore, counters: endedBefore, told: toldBefore, limit }) => {
    refusals.run(refusedBefore, limit);
    allowances.run(startedBefore, limit);
    counters.run(endedBefore, limit);
    spending.run(endedBefore, limit);
    budgets.run(endedBefore, limit);
    told.run(toldBefore, limit);
  };
}
