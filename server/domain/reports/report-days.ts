// The days of a report by the clocks of a zone, each from midnight to midnight.
import type { Calendar, TimeWindow } from '../plans/calendar.ts';

/** As `2026-11-29`. */
export type LocalDate = string;

export type ReportDay = TimeWindow & { readonly date: LocalDate };

const dayMs = 86_400_000;
const midnight = '00:00';
/** No ledger has anything of other times, in which neither `Intl` nor `Date` counts the years as a written date does. */
const datesMost = { first: '1970-01-01', last: '9998-12-31' } as const;

export type DayReader = {
  /** The day that holds a moment. */
  at(moment: number, zone: string): ReportDay;
  /**
   * All days from one date to another, both included. A date that the clocks of the zone skipped is not among them, nor is one
   * before 1970 or after 9998. Takes no more than a thousand.
   */
  between(from: LocalDate, to: LocalDate, zone: string): readonly ReportDay[];
  /** So many days that end with the one that holds a moment. */
  last(days: number, moment: number, zone: string): readonly ReportDay[];
};

export function createDayReader(calendar: Calendar): DayReader {
  const dates = new Map<string, Intl.DateTimeFormat>();

  function dateOf(moment: number, zone: string): LocalDate {
    const known = dates.get(zone);
    const format =
      known ??
      new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      });
    if (known === undefined) dates.set(zone, format);
    return format.format(moment);
  }

  const at: DayReader['at'] = (moment, zone) => {
    const window = calendar.day(moment, zone, midnight);
    return { ...window, date: dateOf(window.startsAt, zone) };
  };

  return {
    at,
    between(from, to, zone) {
      const days: ReportDay[] = [];
      const first = from < datesMost.first ? datesMost.first : from;
      const last = to > datesMost.last ? datesMost.last : to;
      // No zone is further from UTC than a day, so that this one is before the first.
      for (
        let day = at(Date.parse(first) - dayMs, zone);
        day.date <= last && days.length < 1_000;
        day = at(day.endsAt, zone)
      )
        if (day.date >= first) days.push(day);
      return days;
    },
    last(count, moment, zone) {
      const days: ReportDay[] = [];
      for (let day = at(moment, zone); days.length < count; day = at(day.startsAt - 1, zone)) days.unshift(day);
      return days;
    },
  };
}
