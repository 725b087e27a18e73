// What was used, by local day, model, place and Ollama. Nothing is counted beside the answers: each report is made from them.
import type { UsageDays, UsageReport, UsageRow } from '../../../preload/contract/usage.ts';
import { firstOllama, OllamaId } from '../../../preload/contract/ids.ts';
import type { AnsweringOllama } from '../../../preload/contract/message.ts';
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
      const used = stretchesOf(zone, firstMs, now + 1)
        .flatMap((stretch) => usedIn(db, stretch))
        .filter(({ day }) => day >= first && day <= today);
      const nameOf = unit === 'day' ? dayName : monthName;
      return {
        unit,
        first: nameOf(first),
        last: nameOf(today),
        rows: addedUp(used, nameOf),
        ollamas: namesOf(used),
      };
    },
  };
}

/** One row for each day, model, place and Ollama: a change of the clocks, or of a name, parts a day in two. */
function addedUp(used: readonly DayRow[], nameOf: (day: number) => string): UsageRow[] {
  const rows = new Map<string, UsageRow>();
  for (const row of used) {
    const day = nameOf(row.day);
    const ollama = ollamaOf(row);
    const key = JSON.stringify([day, row.model, row.place, ollama]);
    const before = rows.get(key);
    rows.set(key, {
      day,
      model: row.model,
      place: row.place,
      ollama,
      messages: row.messages + (before?.messages ?? 0),
      uncounted: row.uncounted + (before?.uncounted ?? 0),
      promptTokens: row.prompt_tokens + (before?.promptTokens ?? 0),
      completionTokens: row.completion_tokens + (before?.completionTokens ?? 0),
      microcredits: row.microcredits + (before?.microcredits ?? 0),
    });
  }
  return [...rows.values()];
}

/** Those from before there could be several were made by the first. */
function ollamaOf({ ollama, place }: DayRow): OllamaId | null {
  if (ollama !== '') return OllamaId.parse(ollama);
  return place === 'this_computer' || place === 'other_computer' ? firstOllama : null;
}

/** The rows are in the order of their days. */
function namesOf(used: readonly DayRow[]): AnsweringOllama[] {
  const names = new Map<OllamaId, string>();
  for (const row of used) {
    const id = ollamaOf(row);
    // Where it is not known which one it was, its name is not known either.
    if (id !== null && (row.ollama !== '' || !names.has(id))) names.set(id, row.ollama_name);
  }
  return [...names].map(([id, name]) => ({ id, name }));
}

function monthName(day: number): string {
  return `${dayName(day).slice(0, 7)}-01`;
}
