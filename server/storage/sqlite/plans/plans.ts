// The operator's plans and who was given one. The plans are few and read on every message, so they are kept in memory
// for as long as the file's own number says that they stand.
import { Plan } from '../../../contract/plans/plans.ts';
import type { CounterWindow, PlanBook, PlanSubject } from '../../../domain/plans/plan.ts';
import type { PlanPriceBook } from '../../../domain/prices/plan-prices.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { PlanStore } from '../../plans/plan-store.ts';
import type { Assignments, Given } from './assignments.ts';
import type { Connection } from '../connection.ts';
import { type CountAgain, prepareCountAgain } from './count-again.ts';
import type { PlanPrices } from './plan-prices.ts';
import type { LedgerFile } from '../serve-file.ts';

export type Plans = {
  /** One statement: the plans as they are, the subject's own, and the use of the minute. */
  look(subject: PlanSubject | null, minute: CounterWindow): PlanGlance;
  book(): PlanBook;
  prices(): PlanPriceBook;
  put(plan: Plan): void;
  readonly countAgain: CountAgain;
};

export type PlanGlance = Kept & Given & { readonly minuteUsed: number };

/** What is kept in memory. */
type Kept = { readonly book: PlanBook; readonly prices: PlanPriceBook };

type GlanceRow = Given & { readonly revision: number; readonly used: number | null };

/** The plans' part of the store. */
export function createPlanStore(
  { read, write }: LedgerFile,
  { plans, assignments }: { readonly plans: Plans; readonly assignments: Assignments },
): PlanStore {
  return {
    readPlans: () => read(() => plans.book()),
    changePlans: (decide) =>
      write(() => {
        const { write: plan, answer } = decide(plans.book());
        if (plan !== null) plans.put(plan);
        return answer;
      }),
    assignPlan: (assigned) => write(() => assignments.assign(assigned)),
    readAssignment: (subject) => read(() => assignments.of(subject)),
    countPlans: (at) => write(() => plans.countAgain(at)),
  };
}

export function preparePlans(db: Connection, planPrices: Pick<PlanPrices, 'book'>): Plans {
  // With the plus, no index but the key is thought of. Without it SQLite asks of a partial index whether the subject's value fits
  // its condition, and prepares the statement anew for each value, which takes longer than all else that a hold reads.
  const look = db.prepare<[string, number, string | null], GlanceRow>(
    `SELECT revision, a.plan_id AS assigned, a.subscribed_plan_id AS subscribed, a.time_zone AS timeZone,
       (SELECT used FROM plan_counters WHERE key = ? AND ends_at = ?) AS used
     FROM plan_book LEFT JOIN plan_assignments a ON a.subject = +? WHERE plan_book.id = 1`,
  );
  const revision = db.prepare<[], { revision: number }>('SELECT revision FROM plan_book WHERE id = 1');
  const all = db.prepare<[], { body: string }>('SELECT body FROM plans ORDER BY id');
  const put = db.prepare(
    'INSERT INTO plans (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  // Whoever has the plan may begin a cycle by it, or has none any more.
  const turn = db.prepare('UPDATE plan_assignments SET cycle_due_at = 0 WHERE plan_id = ? OR subscribed_plan_id = ?');
  const kept: { revision: number | null; now: Kept } = { revision: null, now: { book: new Map(), prices: new Map() } };

  function keptAt(current: number): Kept {
    if (kept.revision !== current) {
      const plans = all.all().map(({ body }) => toPlan(body));
      kept.now = { book: new Map(plans.map((plan) => [plan.id, plan])), prices: planPrices.book() };
      kept.revision = current;
    }
    return kept.now;
  }

  function keptNow(): Kept {
    const row = revision.get();
    invariant(row !== undefined, 'the book of plans has lost its number');
    return keptAt(row.revision);
  }

  return {
    look(subject, minute) {
      const row = look.get(minute.key, minute.endsAt, subject);
      invariant(row !== undefined, 'the book of plans has lost its number');
      const { assigned, subscribed, timeZone } = row;
      const { book, prices } = keptAt(row.revision);
      return { book, prices, assigned, subscribed, timeZone, minuteUsed: row.used ?? 0 };
    },
    book: () => keptNow().book,
    prices: () => keptNow().prices,
    put(plan) {
      put.run(plan.id, JSON.stringify(plan));
      turn.run(plan.id, plan.id);
    },
    countAgain: prepareCountAgain(db),
  };
}

function toPlan(body: string): Plan {
  return Plan.parse(JSON.parse(body));
}
