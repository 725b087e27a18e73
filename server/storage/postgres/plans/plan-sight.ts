// What a message sees of a plan: the book, the subject's own, and all that counts, which a command locks before it reads it.
// What was seen of a subject is remembered, so that all of it can be asked for in the turn in which the wallet is locked; what is read
// says whether that was still so.
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { Wallet } from '../../../domain/wallets/ledger.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { PlanAsk, PlanSeen } from '../../plans/plan-store.ts';
import { readBudgets } from '../budgets/budgets.ts';
import { lockNames } from '../locks.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import { readCounts } from './plan-counters.ts';
import { type Given, isSame, type Named, type PlanMemory } from './plan-memory.ts';
import { readSpending } from './plan-spending.ts';

export type PlanSight = {
  see(tx: Transaction, asked: Asked): Promise<PlanSeen | null>;
  /**
   * Asks in this turn for all that `see` will want of this subject, if its plan is still what it was. null: nothing is remembered.
   * undefined: nobody knows the subject before the wallet is read.
   */
  lookAhead(tx: Transaction, asked: AskedAhead): Promise<Ahead | null>;
};

/** `lockedToo`: keys of other counters that the same command decides by. `isLocking`: nobody else counts until the transaction ends. */
type AskedAhead = {
  readonly subject: PlanSubject | null | undefined;
  readonly ask: PlanAsk | undefined;
  readonly lockedToo: readonly string[];
  readonly isLocking: boolean;
};
type Asked = Omit<AskedAhead, 'subject'> & { readonly wallet: Wallet | null; readonly ahead: Ahead | null };

type Counted = Pick<PlanSeen, 'minute' | 'counts' | 'spent' | 'budgets'>;
type Ahead = {
  readonly subject: PlanSubject | null;
  readonly remembered: Given;
  readonly given: Given;
  readonly counted: Counted;
};

/** What was remembered was not so any more: locks were taken for it, so the command has to begin again without it. */
export class PlanHasChanged extends Error {}

const look = sql<Given>(
  `SELECT revision, a.plan_id AS assigned, a.subscribed_plan_id AS subscribed, a.time_zone AS "timeZone"
   FROM plan_book LEFT JOIN plan_assignments a ON a.subject = $1 WHERE plan_book.id = 1`,
);

export function createPlanSight({ last, books }: PlanMemory): PlanSight {
  async function glance(tx: Transaction, subject: PlanSubject | null): Promise<Given> {
    const given = await tx.one(look, [subject]);
    invariant(given !== undefined, 'the book of plans has lost its number');
    last.set(subject ?? '', given);
    return given;
  }

  async function named(tx: Transaction, subject: PlanSubject | null, given: Given): Promise<Named> {
    const { revision, ...own } = given;
    return { subject, ...(await books.at(tx, revision)), ...own };
  }

  return {
    async lookAhead(tx, { subject, ask, lockedToo, isLocking }) {
      const given = subject === undefined || ask === undefined ? undefined : last.get(subject ?? '');
      const kept = given === undefined ? null : books.kept(given.revision);
      if (subject === undefined || ask === undefined || given === undefined || kept === null) return null;
      const { revision: _, ...own } = given;
      const [now, counted] = await Promise.all([
        glance(tx, subject),
        count(tx, { ask, plan: { subject, ...kept, ...own }, lockedToo, isLocking }),
      ]);
      return { subject, remembered: given, given: now, counted };
    },

    async see(tx, { wallet, ask, lockedToo, isLocking, ahead }) {
      if (ask === undefined) {
        if (isLocking) await lockNames(tx, 'counter', lockedToo);
        return null;
      }
      const subject = ask.subject(wallet);
      if (ahead !== null && ahead.subject === subject && isSame(ahead.given, ahead.remembered))
        return { ...(await named(tx, subject, ahead.given)), ...ahead.counted };
      if (ahead !== null && isLocking) throw new PlanHasChanged('a plan is another one than a moment ago');
      const plan = await named(tx, subject, await glance(tx, subject));
      return { ...plan, ...(await count(tx, { ask, plan, lockedToo, isLocking })) };
    },
  };
}

type Counting = Omit<AskedAhead, 'subject' | 'ask'> & { readonly ask: PlanAsk; readonly plan: Named };

/** All in one turn: what is read comes after the locks. */
async function count(tx: Transaction, { ask, plan, lockedToo, isLocking }: Counting): Promise<Counted> {
  const windows = ask.windows(plan);
  const day = ask.spending(plan);
  const terms = ask.budgets?.(plan) ?? [];
  const counting: readonly { readonly key: string }[] = [
    ask.minute,
    ...windows,
    ...(day === null ? [] : [day]),
    ...terms,
  ];
  const [, [minute = { ...ask.minute, used: 0 }, ...counts], spent, budgets] = await Promise.all([
    isLocking ? lockNames(tx, 'counter', [...lockedToo, ...counting.map(({ key }) => key)]) : null,
    readCounts(tx, [ask.minute, ...windows]),
    day && readSpending(tx, day),
    readBudgets(tx, terms),
  ]);
  return { minute, counts, spent, budgets };
}
