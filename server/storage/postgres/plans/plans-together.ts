// What many messages see of their plans in one transaction: everything that counts for any of them is locked in one order and read at
// once. Only by what is remembered of their plans is it known what counts; a plan that has changed since is left out.
import type { PlanSubject } from '../../../domain/plans/plan.ts';
import type { PlanAsk, PlanSeen } from '../../plans/plan-store.ts';
import { lockNames } from '../locks.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';
import { type Given, isSame, type Named, type PlanMemory } from './plan-memory.ts';
import { type CountsKept, createCountsKept } from './counts-kept.ts';
import { keptCounts } from './plan-counters.ts';

export type AskedTogether = { readonly subject: PlanSubject | null; readonly ask: PlanAsk };

/** Of one message; its counts are looked at when it is decided, and so count what was decided before it. */
export type PlanLook = (counts: CountsKept) => PlanSeen;

export type PlansTogether = {
  /** Whether all that counts for it is counted in messages; null: nothing is remembered of its plan. */
  fits(asked: AskedTogether): boolean | null;
  /** Remembers those of which nothing is remembered. */
  learn(tx: Transaction, subjects: Subjects): Promise<void>;
  /**
   * Locks, and reads behind the locks, in one turn. A look is null where the plan is not what was remembered. `lockedToo`: keys of
   * other counters. `isLocking`: those of the plans are locked as well.
   */
  look(
    tx: Transaction,
    all: {
      readonly asked: readonly AskedTogether[];
      readonly lockedToo: readonly string[];
      readonly isLocking: boolean;
    },
  ): Promise<{ readonly looks: readonly (PlanLook | null)[]; readonly counts: CountsKept }>;
};

type Subjects = readonly (PlanSubject | null)[];

const noOne = '';
const glances = sql<Given & { readonly subject: PlanSubject | typeof noOne }>(
  `SELECT s.subject, revision, a.plan_id AS assigned, a.subscribed_plan_id AS subscribed, a.time_zone AS "timeZone"
   FROM plan_book CROSS JOIN unnest($1::text[]) AS s (subject) LEFT JOIN plan_assignments a ON a.subject = s.subject
   WHERE plan_book.id = 1`,
);

export function createPlansTogether({ last, books }: PlanMemory): PlansTogether {
  function remembered(subject: PlanSubject | null): { readonly given: Given; readonly named: Named } | null {
    const given = last.get(subject ?? noOne);
    const kept = given === undefined ? null : books.kept(given.revision);
    if (given === undefined || kept === null) return null;
    const { revision: _, ...own } = given;
    return { given, named: { subject, ...kept, ...own } };
  }

  async function glance(tx: Transaction, subjects: Subjects): Promise<ReadonlyMap<PlanSubject | '', Given>> {
    const names = [...new Set(subjects.map((subject) => subject ?? noOne))];
    const rows = names.length === 0 ? [] : await tx.all(glances, [names]);
    for (const { subject, ...given } of rows) last.set(subject, given);
    return new Map(rows.map(({ subject, ...given }) => [subject, given]));
  }

  return {
    fits({ subject, ask }) {
      const known = remembered(subject);
      return known && ask.spending(known.named) === null && (ask.budgets?.(known.named) ?? []).length === 0;
    },
    async learn(tx, subjects) {
      const unknown = subjects.filter((subject) => remembered(subject) === null);
      const [given] = (await glance(tx, unknown)).values();
      if (given !== undefined) await books.at(tx, given.revision);
    },
    async look(tx, { asked, lockedToo, isLocking }) {
      const planned = asked.map(({ subject, ask }) => {
        const known = remembered(subject);
        return known && { ...known, subject, ask, windows: ask.windows(known.named) };
      });
      const fitting = planned.filter((one) => one !== null);
      const keys = [...new Set(fitting.flatMap(({ ask, windows }) => [ask.minute, ...windows].map(({ key }) => key)))];
      const [glanced, , found] = await Promise.all([
        glance(
          tx,
          fitting.map(({ subject }) => subject),
        ),
        lockNames(tx, 'counter', isLocking ? [...lockedToo, ...keys] : lockedToo),
        keptCounts(tx, keys),
      ]);
      const looks = planned.map((one): PlanLook | null => {
        const now = one === null ? undefined : glanced.get(one.subject ?? noOne);
        if (one === null || now === undefined || !isSame(one.given, now)) return null;
        const { named, ask, windows } = one;
        return (counts) => ({
          ...named,
          minute: counts.in(ask.minute),
          counts: windows.map((window) => counts.in(window)),
          spent: null,
          budgets: [],
        });
      });
      return { looks, counts: createCountsKept(found) };
    },
  };
}
