// What a message sees of a plan: the book, the subject's own, and all that counts, which a command locks before it reads it.
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { Wallet } from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { PlanAsk, PlanSeen } from '../../plans/plan-store.ts';
import { readBudgets } from '../budgets/budgets.ts';
import { lockNames } from '../locks.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import type { PlanBookKeeper } from './plan-book.ts';
import { readCounts } from './plan-counters.ts';
import { readSpending } from './plan-spending.ts';

export type PlanSight = {
  see(tx: Transaction, asked: Asked): Promise<PlanSeen | null>;
};

/** `lockedToo`: keys of other counters that the same command decides by. `isLocking`: nobody else counts until the transaction ends. */
type Asked = {
  readonly wallet: Wallet | null;
  readonly ask: PlanAsk | undefined;
  readonly lockedToo: readonly string[];
  readonly isLocking: boolean;
};

type GlanceRow = Pick<PlanSeen, 'assigned' | 'subscribed' | 'timeZone'> & { readonly revision: number };

const look = sql<GlanceRow>(
  `SELECT revision, a.plan_id AS assigned, a.subscribed_plan_id AS subscribed, a.time_zone AS "timeZone"
   FROM plan_book LEFT JOIN plan_assignments a ON a.subject = $1 WHERE plan_book.id = 1`,
);

export function createPlanSight(books: PlanBookKeeper): PlanSight {
  async function named(tx: Transaction, subject: PlanSubject | null) {
    const row = await tx.one(look, [subject]);
    invariant(row !== undefined, 'the book of plans has lost its number');
    const { revision, ...given } = row;
    const { book, prices } = await books.at(tx, revision);
    return { subject, book, prices, ...given };
  }

  return {
    async see(tx, { wallet, ask, lockedToo, isLocking }) {
      if (ask === undefined) {
        if (isLocking) await lockNames(tx, 'counter', lockedToo);
        return null;
      }
      const { prices, ...plan } = await named(tx, ask.subject(wallet));
      const windows = ask.windows(plan);
      const day = ask.spending(plan);
      const terms = ask.budgets?.(plan) ?? [];
      const counting: readonly { readonly key: string }[] = [
        ask.minute,
        ...windows,
        ...(day === null ? [] : [day]),
        ...terms,
      ];
      if (isLocking) await lockNames(tx, 'counter', [...lockedToo, ...counting.map(({ key }) => key)]);
      const [[minute = { ...ask.minute, used: 0 }, ...counts], spent, budgets] = await Promise.all([
        readCounts(tx, [ask.minute, ...windows]),
        day && readSpending(tx, day),
        readBudgets(tx, terms),
      ]);
      return { ...plan, prices, minute, counts, spent, budgets };
    },
  };
}
