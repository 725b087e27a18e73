// The plans' part of the store, and that of the prices that plans have of their own.
import type { Plan, PlanId } from '../../../contract/plans/plans.ts';
import type { PlanPrice } from '../../../contract/prices/plan-price.ts';
import type { PlanStore } from '../../plans/plan-store.ts';
import type { PriceStore } from '../../plans/price-store.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import { assign, assignmentOf } from './assignments.ts';
import { countAgain } from './count-again.ts';
import type { PlanBookKeeper } from './plan-book.ts';

const put = sql('INSERT INTO plans (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body');
// Whoever has the plan may begin a cycle by it, or has none any more.
const turn = sql('UPDATE plan_assignments SET cycle_due_at = 0 WHERE plan_id = $1 OR subscribed_plan_id = $1');
// Changes of the book one after the other: a price that is written anew is the newest.
const lockBook = sql<{ readonly id: number }>('SELECT id FROM plan_book WHERE id = 1 FOR NO KEY UPDATE');
const removePrice = sql('DELETE FROM plan_prices WHERE plan_id = $1 AND model_pattern = $2 AND unit = $3');
const insertPrice = sql('INSERT INTO plan_prices (plan_id, model_pattern, unit, body) VALUES ($1, $2, $3, $4)');

export function createPlanStore({ read, write }: LedgerDatabase, books: PlanBookKeeper): PlanStore & PriceStore {
  return {
    readPlans: () => read(async (tx) => (await books.now(tx)).book),
    changePlans: (decide) =>
      write(async (tx) => {
        await tx.one(lockBook);
        const { write: plan, answer } = decide((await books.now(tx)).book);
        if (plan !== null) await putPlan(tx, plan);
        return answer;
      }),
    assignPlan: (assigned) => write((tx) => assign(tx, assigned)),
    readAssignment: (subject) => read((tx) => assignmentOf(tx, subject)),
    countPlans: (at) => write((tx) => countAgain(tx, at)),
    readPlanPrices: () => read(async (tx) => (await books.now(tx)).prices),
    putPlanPrice: (planId, price) => write((tx) => putPrice(tx, planId, price)),
    removePlanPrice: (planId, key) => write((tx) => takePrice(tx, planId, key)),
  };
}

async function putPlan(tx: Transaction, plan: Plan): Promise<void> {
  await tx.run(put, [plan.id, JSON.stringify(plan)]);
  await tx.run(turn, [plan.id]);
}

async function putPrice(tx: Transaction, planId: PlanId, price: PlanPrice): Promise<boolean> {
  const isNew = !(await takePrice(tx, planId, price));
  await tx.run(insertPrice, [planId, price.model_pattern, price.unit, JSON.stringify(price)]);
  return isNew;
}

async function takePrice(
  tx: Transaction,
  planId: PlanId,
  { model_pattern: pattern, unit }: Pick<PlanPrice, 'model_pattern' | 'unit'>,
): Promise<boolean> {
  await tx.one(lockBook);
  return (await tx.run(removePrice, [planId, pattern, unit])) > 0;
}
