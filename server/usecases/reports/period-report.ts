// What somebody used and bought between two dates, as a whole, by model, by day, or by both.
import type { z } from 'zod';
import { microcredits } from '../../domain/money.ts';
import type { Period } from '../../contract/reports/report-views.ts';
import { inCents } from '../../domain/money.ts';
import { createCalendar } from '../../domain/plans/calendar.ts';
import { movedFor } from '../../domain/reports/movements.ts';
import { type LocalDate, createDayReader } from '../../domain/reports/report-days.ts';
import { microcreditsDelta } from '../../domain/money.ts';
import type { ReportStore } from '../../storage/reports/report-store.ts';
import { type ReportSubject, findSubject } from './report-subject.ts';
import { type ReportAsked, type ReportDeps, type Used, sumOf, whose } from './usage-reports.ts';

type Told = Omit<z.output<typeof Period>, 'request_id'>;

export type PeriodAsked = ReportAsked & {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly model: string | null;
  readonly isComplete: boolean | null;
  readonly groupBy: Told['group_by'];
};

type Deps = ReportDeps & { readonly storage: Pick<ReportStore, 'readMovements'> };

/** What was used of a model on a day. */
type Cell = Used & { readonly date: LocalDate; readonly model: string };

export function periodReport(deps: Deps) {
  const { storage, config } = deps;
  const days = createDayReader(createCalendar());
  const cents = (amount: number) => inCents(amount, config.creditRate);

  async function cellsOf({ by, timeZone }: ReportSubject, asked: PeriodAsked): Promise<readonly Cell[]> {
    const cells: Cell[] = [];
    const { model, isComplete } = asked;
    for (const window of days.between(asked.from, asked.to, timeZone))
      for (const used of await storage.readUses({ by, window, model, isComplete }))
        cells.push({ ...used, date: window.date });
    return cells;
  }

  async function movedIn({ wallet, timeZone }: ReportSubject, { from, to }: PeriodAsked) {
    const between = days.between(from, to, timeZone);
    const [startsAt, endsAt] = [between[0]?.startsAt, between.at(-1)?.endsAt];
    if (wallet === null || startsAt === undefined || endsAt === undefined) return movedFor([]);
    return movedFor(await storage.readMovements({ id: wallet.id, window: { startsAt, endsAt } }));
  }

  function shown({ amount, tokens, requests }: Used) {
    return {
      usage_amount_cents: cents(amount),
      usage_tokens: tokens,
      usage_amount_microcredits: amount,
      usage_requests: requests,
    };
  }

  return async (asked: PeriodAsked): Promise<Told> => {
    const subject = await findSubject(deps, asked.of, asked.timeZone);
    const cells = await cellsOf(subject, asked);
    const moved = await movedIn(subject, asked);
    const all = sumOf(cells);
    const net = microcreditsDelta(moved.topup - moved.refunds);
    return {
      ...whose(subject),
      from: asked.from,
      to: asked.to,
      group_by: asked.groupBy,
      ...shown(all),
      usage_charged_microcredits: all.charged,
      topup_cents: cents(moved.topup),
      refunds_cents: cents(moved.refunds),
      net_topup_cents: cents(net),
      balance_delta_cents: cents(moved.delta),
      topup_microcredits: microcredits(moved.topup),
      refunds_microcredits: moved.refunds,
      net_topup_microcredits: net,
      granted_microcredits: moved.granted,
      adjusted_microcredits: moved.adjusted,
      balance_delta_microcredits: moved.delta,
      groups: groupsOf(cells, asked.groupBy)?.map(({ names, used }) => ({ ...names, ...shown(used) })) ?? null,
    };
  };
}

type Named = { readonly date?: LocalDate; readonly model?: string };

/** In the order of their days, and then of their models. */
function groupsOf(
  cells: readonly Cell[],
  groupBy: Told['group_by'],
): readonly { readonly names: Named; readonly used: Used }[] | null {
  if (groupBy === 'total') return null;
  const namesOf = ({ date, model }: Cell): Named => {
    switch (groupBy) {
      case 'day':
        return { date };
      case 'model':
        return { model };
      case 'model_day':
        return { date, model };
    }
  };
  const groups = Map.groupBy(cells, (cell) => JSON.stringify(namesOf(cell)));
  const told = [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ names: namesOf(first), used: sumOf([first, ...rest]) }],
  );
  return groupBy === 'model' ? told.toSorted((a, b) => compare(a.names.model, b.names.model)) : told;
}

/** By code units, as the store orders them. */
function compare(left = '', right = ''): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
