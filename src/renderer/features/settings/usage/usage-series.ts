// A report as what is drawn: for each day or month how much of each model or place. Pure.
import type { UsageReport, UsageRow } from '../../../../preload/contract/usage.ts';
import { words } from '../../../words.ts';

export type Measure = 'messages' | 'promptTokens' | 'completionTokens' | 'microcredits';
export const measures: readonly Measure[] = ['messages', 'promptTokens', 'completionTokens', 'microcredits'];

export type Split = 'model' | 'place';

/** `colour`: the number of its token, from 1. */
export type Group = { readonly key: string; readonly name: string; readonly colour: number };

export type Series = {
  /** Every day or month of the report, also those without use: "2026-03-02". */
  readonly slots: readonly string[];
  /** For each group one value a slot. */
  readonly values: readonly (readonly number[])[];
  /** One a slot. */
  readonly totals: readonly number[];
  readonly total: number;
};

/** So many colours there are; the last is for all the rest. */
const coloursMax = 6;
const rest = ' rest';

/** The same for every measure, so that a model has one colour. `max`: further models are put together. */
export function groupsOf({ rows }: UsageReport, split: Split, max = coloursMax): readonly Group[] {
  if (split === 'place') {
    const used = new Set(rows.map((row) => keyOf(row, split)));
    return placeOrder
      .map((key, index): Group => ({ key, name: words.usage.places[key], colour: index + 1 }))
      .filter(({ key }) => used.has(key));
  }
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.model, (sizes.get(row.model) ?? 0) + row.messages);
  const models = [...sizes.keys()].toSorted((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || (a < b ? -1 : 1));
  const shown = models.length <= max ? models : models.slice(0, max - 1);
  const groups = shown.map((name, index): Group => ({ key: name, name, colour: Math.min(index + 1, coloursMax) }));
  return models.length <= max ? groups : [...groups, { key: rest, name: words.usage.otherModels, colour: coloursMax }];
}

const placeOrder = ['this_computer', 'other_computer', 'operator', 'cloud', 'unknown'] as const;

function keyOf(row: UsageRow, split: Split): string {
  return split === 'model' ? row.model : (row.place ?? 'unknown');
}

type Wanted = { readonly measure: Measure; readonly split: Split; readonly groups: readonly Group[] };

export function seriesOf(report: UsageReport, { measure, split, groups }: Wanted): Series {
  const slots = slotsOf(report);
  const at = new Map(slots.map((slot, index) => [slot, index]));
  const values = groups.map(() => slots.map(() => 0));
  const place = new Map(groups.map(({ key }, index) => [key, index]));
  const totals = slots.map(() => 0);
  for (const row of report.rows) {
    const slot = at.get(row.day);
    const own = values[place.get(keyOf(row, split)) ?? place.get(rest) ?? -1];
    if (slot === undefined || own === undefined) continue;
    own[slot] = (own[slot] ?? 0) + row[measure];
    totals[slot] = (totals[slot] ?? 0) + row[measure];
  }
  return { slots, values, totals, total: totals.reduce((sum, one) => sum + one, 0) };
}

function slotsOf({ unit, first, last }: UsageReport): readonly string[] {
  const slots: string[] = [];
  const [year = 1970, month = 1, day = 1] = first.split('-').map(Number);
  for (let n = 0; ; n += 1) {
    const at = unit === 'day' ? Date.UTC(year, month - 1, day + n) : Date.UTC(year, month - 1 + n, 1);
    const slot = new Date(at).toISOString().slice(0, 10);
    if (slot > last) return slots;
    slots.push(slot);
  }
}
