// The cycles of a usage plan by the clocks of a zone: each begins on the day of the month, or of the week, on which the plan began to
// hold. A month that has no such day has its last one instead. Pure.
import type { UsageTerms } from '../../contract/plans/plans.ts';
import type { Calendar, TimeWindow } from './calendar.ts';

/** `anchor`: when the plan began to hold, which is when the first cycle begins; all others begin at midnight. */
export type CycleTerms = {
  readonly anchor: number;
  readonly zone: string;
  readonly every: UsageTerms['billing_cycle'];
};

/** The cycle that holds `now`, which is not before the anchor. */
export function cycleAround({ anchor, zone, every }: CycleTerms, now: number, calendar: Calendar): TimeWindow {
  const first = calendar.dateAt(anchor, zone);
  const startOf = (index: number) => (index <= 0 ? anchor : calendar.startOf(dateOf(first, index, every), zone));
  let index = cyclesBetween(first, calendar.dateAt(now, zone), every) + 1;
  while (index > 0 && startOf(index) > now) index -= 1;
  return { startsAt: startOf(index), endsAt: startOf(index + 1) };
}

/**
 * The cycle after one that ended at `from`. Where the zone or the length of cycles was changed since that one began, it still begins at
 * `from`, and ends with that one of the new terms which makes it as nearly a whole one as can be: no time is in two cycles, or in none.
 */
export function cycleAfter(terms: CycleTerms, from: number, calendar: Calendar): TimeWindow {
  const around = cycleAround(terms, from, calendar);
  if (around.startsAt === from) return around;
  const next = cycleAround(terms, around.endsAt, calendar);
  const isTooShort = around.endsAt - from < (next.endsAt - next.startsAt) / 2;
  return { startsAt: from, endsAt: isTooShort ? next.endsAt : around.endsAt };
}

function dateOf(first: string, index: number, every: CycleTerms['every']): string {
  const date = new Date(`${first}T00:00:00Z`);
  if (every === 'weekly') {
    date.setUTCDate(date.getUTCDate() + 7 * index);
    return dayOf(date);
  }
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + index, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return dayOf(date);
}

/** At least as many as there are whole ones. */
function cyclesBetween(first: string, last: string, every: CycleTerms['every']): number {
  const [from, to] = [new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`)];
  if (every === 'weekly') return Math.ceil((to.getTime() - from.getTime()) / (7 * 86_400_000));
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
