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

/**
 * The same for every measure, so that a model has one colour. `max`: further ones are put together. What ran on several of a
 * person's Ollamas is told apart by them.
 */
export function groupsOf(report: UsageReport, split: Split, max = coloursMax): readonly Group[] {
  const found = new Map<string, Found>();
  const keyOf = keysOf(report, split);
  for (const row of report.rows) {
    const key = keyOf(row);
    found.set(key, { key, row, size: (found.get(key)?.size ?? 0) + row.messages });
  }
  const inOrder = [...found.values()].toSorted(split === 'model' ? bySize : byPlace);
  const shown = inOrder.length <= max ? inOrder : inOrder.slice(0, max - 1);
  const nameOf = namesOf(report, split);
  const groups = shown.map(({ key, row }, index): Group => ({
    key,
    name: nameOf(row),
    colour: Math.min(index + 1, coloursMax),
  }));
  if (shown.length === inOrder.length) return groups;
  return [...groups, { key: rest, name: words.usage.others[split], colour: coloursMax }];
}

/** `row`: one of those that it is made of. */
type Found = { readonly key: string; readonly row: UsageRow; readonly size: number };

const placeOrder = ['this_computer', 'other_computer', 'operator', 'cloud', 'unknown'] as const;

function bySize(one: Found, other: Found): number {
  return other.size - one.size || (one.key < other.key ? -1 : 1);
}

function byPlace(one: Found, other: Found): number {
  const at = ({ row }: Found): number => placeOrder.indexOf(row.place ?? 'unknown');
  return at(one) - at(other) || bySize(one, other);
}

/** What is drawn in one colour: a model or a place, and of several Ollamas each for itself. */
function keysOf(report: UsageReport, split: Split): (row: UsageRow) => string {
  const isSeveral = severalOf(report, split);
  return (row) => JSON.stringify([bareKey(row, split), isSeveral(row) ? row.ollama : null]);
}

function bareKey(row: UsageRow, split: Split): string {
  return split === 'model' ? row.model : (row.place ?? 'unknown');
}

/** Whether what a row belongs to ran on several Ollamas. */
function severalOf({ rows }: UsageReport, split: Split): (row: UsageRow) => boolean {
  const ollamas = new Map<string, Set<string>>();
  for (const row of rows) {
    if (row.ollama === null) continue;
    const key = bareKey(row, split);
    ollamas.set(key, (ollamas.get(key) ?? new Set()).add(row.ollama));
  }
  return (row) => row.ollama !== null && (ollamas.get(bareKey(row, split))?.size ?? 0) > 1;
}

function namesOf(report: UsageReport, split: Split): (row: UsageRow) => string {
  const isSeveral = severalOf(report, split);
  const names = new Map(report.ollamas.map(({ id, name }) => [id, name]));
  return (row) => {
    const place = words.usage.places[row.place ?? 'unknown'];
    const ollama = row.ollama === null ? '' : (names.get(row.ollama) ?? '');
    const bare = split === 'model' ? row.model : place;
    if (!isSeveral(row)) return bare;
    return split === 'model'
      ? words.usage.modelAt(bare, ollama === '' ? place : ollama)
      : ollama === ''
        ? place
        : ollama;
  };
}

type Wanted = { readonly measure: Measure; readonly split: Split; readonly groups: readonly Group[] };

export function seriesOf(report: UsageReport, { measure, split, groups }: Wanted): Series {
  const slots = slotsOf(report);
  const at = new Map(slots.map((slot, index) => [slot, index]));
  const values = groups.map(() => slots.map(() => 0));
  const keyOf = keysOf(report, split);
  const place = new Map(groups.map(({ key }, index) => [key, index]));
  const totals = slots.map(() => 0);
  for (const row of report.rows) {
    const slot = at.get(row.day);
    const own = values[place.get(keyOf(row)) ?? place.get(rest) ?? -1];
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
