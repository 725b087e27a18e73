// The operator's plans and what they ask of their people. They are few and looked at by every message, so they are kept in memory
// for as long as the database's own number says that they stand.
import { Plan, type PlanId } from '../../../contract/plans/plans.ts';
import { PlanPrice } from '../../../contract/prices/plan-price.ts';
import type { PlanBook } from '../../../domain/plans/plan.ts';
import type { PlanPriceBook } from '../../../domain/prices/plan-prices.ts';
import { invariant } from '../../../lib/invariant.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

type Kept = { readonly book: PlanBook; readonly prices: PlanPriceBook };

export type PlanBookKeeper = {
  /** As it is in memory; null: that is of another number. */
  kept(revision: number): Kept | null;
  at(tx: Transaction, revision: number): Promise<Kept>;
  now(tx: Transaction): Promise<Kept>;
};

const revisionNow = sql<{ readonly revision: number }>('SELECT revision FROM plan_book WHERE id = 1');
const plans = sql<{ readonly body: string }>('SELECT body FROM plans ORDER BY id');
const prices = sql<{ readonly plan_id: PlanId; readonly body: string }>(
  'SELECT plan_id, body FROM plan_prices ORDER BY seq',
);

export function createPlanBookKeeper(): PlanBookKeeper {
  const kept: { revision: number | null; now: Kept } = { revision: null, now: { book: new Map(), prices: new Map() } };

  async function at(tx: Transaction, revision: number): Promise<Kept> {
    if (kept.revision === revision) return kept.now;
    const [found, after] = await Promise.all([readBook(tx), numberNow(tx)]);
    // Of another number it may be newer. Under this one it would stand where a host takes over that has lost what is newer.
    if (after === revision) Object.assign(kept, { revision, now: found });
    return found;
  }

  return {
    kept: (revision) => (kept.revision === revision ? kept.now : null),
    at,
    now: async (tx) => at(tx, await numberNow(tx)),
  };
}

async function numberNow(tx: Transaction): Promise<number> {
  const row = await tx.one(revisionNow);
  invariant(row !== undefined, 'the book of plans has lost its number');
  return row.revision;
}

async function readBook(tx: Transaction): Promise<Kept> {
  const [planRows, priceRows] = await Promise.all([tx.all(plans), tx.all(prices)]);
  const made = planRows.map(({ body }) => Plan.parse(JSON.parse(body)));
  const byPlan = Map.groupBy(priceRows, (row) => row.plan_id);
  return {
    book: new Map(made.map((plan) => [plan.id, plan])),
    prices: new Map(
      [...byPlan].map(([planId, rows]) => [planId, rows.map(({ body }) => PlanPrice.parse(JSON.parse(body)))]),
    ),
  };
}
