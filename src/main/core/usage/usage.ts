// What was used, by local day, model and place. Nothing is counted beside the answers: each report is made from them.
import type { UsageDays, UsageReport, UsageRow } from '../../../preload/contract/usage.ts';
import type { Clock } from '../ports.ts';
import type { ReadableDb } from '../store/db.ts';
import { dayMs, dayName, knownZone, localDay, stretchesOf } from './local-days.ts';
import { firstUse, usedIn, type DayRow } from './usage-queries.ts';

export type Usage = { report(asked: { readonly days: UsageDays; readonly timeZone: string }): UsageReport };

/** More days than this are told by month. */
const daysMax = 400;

export function createUsage({ db, clock }: { readonly db: ReadableDb; readonly clock: Clock }): Usage {
  return {
    report({ days, timeZone }) {
      const zone = knownZone(timeZone);
      const now = clock.now();
      const today = localDay(zone, now);
      const firstMs = days === null ? Math.min(firstUse(db) ?? now, now) : now - (days + 1) * dayMs;
      const first = days === null ? localDay(zone, firstMs) : today - days + 1;
      const unit = today - first < daysMax ? 'day' : 'month';
      const used = stretchesOf(zone, firstMs, now + 1).flatMap((stretch) => usedIn(db, stretch));
      const nameOf = unit === 'day' ? dayName : monthName;
      return {
        unit,
        first: nameOf(first),
        last: nameOf(today),
        rows: addedUp(
          used.filter(({ day }) => day >= first && day <= today),
          nameOf,
        ),
      };
    },
  };
}

/** One row for each day, model and place: a change of the clocks parts a day in two. */
function addedUp(used: readonly DayRow[], nameOf: (day: number) => string): UsageRow[] {
  const rows = new Map<string, UsageRow>();
  for (const row of used) {
    const day = nameOf(row.day);
    const key = JSON.stringify([day, row.model, row.place]);
    const before = rows.get(key);
    rows.set(key, {
      day,
      model: row.model,
      place: row.place,
      messages: row.messages + (before?.messages ?? 0),
      uncounted: row.uncounted + (before?.uncounted ?? 0),
      promptTokens: row.prompt_tokens + (before?.promptTokens ?? 0),
      completionTokens: row.completion_tokens + (before?.completionTokens ?? 0),
      microcredits: row.microcredits + (before?.microcredits ?? 0),
    });
  }
  return [...rows.values()];
}

function monthName(day: number): string {
  return `${dayName(day).slice(0, 7)}-01`;
}
