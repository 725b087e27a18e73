// What the usage page draws, lists and saves is the sum of the report's rows, whatever they are split by.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupsOf, measures, seriesOf } from '../../../src/renderer/features/settings/usage/usage-series.ts';
import { usageCsv } from '../../../src/renderer/features/settings/usage/usage-words.ts';
import type { UsageReport, UsageRow } from '../../../src/preload/contract/usage.ts';
import { firstOllama, OllamaId } from '../../../src/preload/contract/ids.ts';
import { readCsv } from '../../support/csv.ts';

const first = Date.UTC(2026, 1, 25);
const slot = (n: number): string => new Date(first + n * 86_400_000).toISOString().slice(0, 10);

const [workshop, attic] = [OllamaId.parse('workshop'), OllamaId.parse('attic')];
const ollamas = [
  { id: firstOllama, name: '' },
  { id: workshop, name: 'Workshop' },
  { id: attic, name: '=Attic' },
];
const row = fc.record<UsageRow>({
  day: fc.nat(9).map(slot),
  model: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '=1+1', '@x'),
  place: fc.constantFrom('this_computer', 'other_computer', 'operator', 'cloud', null),
  ollama: fc.constantFrom(firstOllama, workshop, attic, null),
  messages: fc.integer({ min: 1, max: 50 }),
  uncounted: fc.constant(0),
  promptTokens: fc.nat(9_000),
  completionTokens: fc.nat(9_000),
  microcredits: fc.nat(9_000_000),
});
const report = fc
  .array(row, { maxLength: 60 })
  .map((rows): UsageReport => ({ unit: 'day', first: slot(0), last: slot(9), rows, ollamas }));
const split = fc.constantFrom('model', 'place');
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

test('every bar is the sum of its rows, its parts come to the whole bar, and no more colours are used than there are', () => {
  fc.assert(
    fc.property(report, split, fc.constantFrom(...measures), (made, by, measure) => {
      const groups = groupsOf(made, by);
      const { slots, values, totals, total } = seriesOf(made, { measure, split: by, groups });
      expect(slots).toEqual(Array.from({ length: 10 }, (_, n) => slot(n)));
      slots.forEach((day, index) => {
        const own = made.rows.filter((one) => one.day === day).map((one) => one[measure]);
        expect(totals[index]).toBe(sum(own));
        expect(sum(values.map((group) => group[index] ?? 0))).toBe(sum(own));
      });
      expect(total).toBe(sum(made.rows.map((one) => one[measure])));
      expect(groups.length).toBeLessThanOrEqual(6);
      expect(new Set(groups.map(({ colour }) => colour)).size).toBe(groups.length);
    }),
  );
});

/** One for each model or place, and where several Ollamas made it, one for each of them and one for those that none made. */
function columnsOf({ rows }: UsageReport, by: 'model' | 'place'): number {
  const found = new Map<string | null, Set<string | null>>();
  for (const one of rows) found.set(one[by], (found.get(one[by]) ?? new Set()).add(one.ollama));
  return [...found.values()].reduce((count, of) => {
    const own = [...of].filter((id) => id !== null).length;
    return count + (own > 1 ? of.size : 1);
  }, 0);
}

test('a file has every model in a column of its own, adds up, and holds nothing that a spreadsheet would run', () => {
  fc.assert(
    fc.property(report, split, (made, by) => {
      const [head = [], ...body] = readCsv(usageCsv(made, 'promptTokens', by));
      expect(head[0]).toBe('Day');
      expect(head.at(-1)).toBe('In all');
      expect(head.length).toBe(columnsOf(made, by) + 2);
      for (const cell of [...head, ...body.flat()]) expect(cell).not.toMatch(/^[=+@\t\r]/);
      for (const [, ...cells] of body) expect(sum(cells.slice(0, -1).map(Number))).toBe(Number(cells.at(-1)));
      expect(sum(body.map((cells) => Number(cells.at(-1))))).toBe(sum(made.rows.map((one) => one.promptTokens)));
    }),
  );
});

test('a report by month has every month between the first and the last', () => {
  const made: UsageReport = { unit: 'month', first: '2025-11-01', last: '2026-02-01', rows: [], ollamas: [] };
  const { slots } = seriesOf(made, { measure: 'messages', split: 'place', groups: [] });
  expect(slots).toEqual(['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01']);
});

const plain: UsageRow = {
  day: slot(0),
  model: 'gemma3:4b',
  place: 'this_computer',
  ollama: firstOllama,
  messages: 1,
  uncounted: 0,
  promptTokens: 1,
  completionTokens: 1,
  microcredits: 0,
};

test('what ran on several Ollamas is told apart by their names, what ran on one is not', () => {
  const rows: UsageRow[] = [
    { ...plain, messages: 9 },
    { ...plain, place: 'other_computer', ollama: workshop, messages: 5 },
    { ...plain, model: 'qwen3:8b', place: 'other_computer', ollama: workshop },
    { ...plain, model: 'gpt', place: 'operator', ollama: null },
  ];
  const made: UsageReport = { unit: 'day', first: slot(0), last: slot(0), rows, ollamas };
  const names = (by: 'model' | 'place'): string[] => groupsOf(made, by).map(({ name }) => name);
  expect(names('model')).toEqual(['gemma3:4b · This computer', 'gemma3:4b · Workshop', 'gpt', 'qwen3:8b']);
  expect(names('place')).toEqual(['This computer', 'Other computers', 'Hosted']);
  const more = { ...made, rows: [...rows, { ...plain, place: 'other_computer' as const, ollama: attic }] };
  expect(groupsOf(more, 'place').map(({ name }) => name)).toEqual(['This computer', 'Workshop', '=Attic', 'Hosted']);
  const [head = []] = readCsv(usageCsv(made, 'messages', 'model'));
  expect(head).toEqual(['Day', 'gemma3:4b · This computer', 'gemma3:4b · Workshop', 'gpt', 'qwen3:8b', 'In all']);
});
