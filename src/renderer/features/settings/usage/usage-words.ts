// How days and amounts of use are written, on the screen and in a file. Pure.
import { microcreditsPerCredit } from '../../../../../server/contract/money.ts';
import type { UsageReport } from '../../../../preload/contract/usage.ts';
import { toCsv } from '../../../shared/csv.ts';
import { words } from '../../../words.ts';
import { groupsOf, seriesOf, type Measure, type Split } from './usage-series.ts';

/** As it is drawn: credits whole. */
export function amountOf(measure: Measure, value: number): number {
  return measure === 'microcredits' ? value / microcreditsPerCredit : value;
}

export function sayAmount(measure: Measure, value: number): string {
  return words.formats.count(amountOf(measure, value));
}

export function sayDay(slot: string, unit: UsageReport['unit']): string {
  const [year = 1970, month = 1, day = 1] = slot.split('-').map(Number);
  // At noon there is every day, whatever the clocks do.
  const at = new Date(year, month - 1, day, 12).getTime();
  return unit === 'day' ? words.formats.date(at) : words.formats.month(at, false);
}

/** Under a plot, where there is little room. */
export function sayShortDay(slot: string, unit: UsageReport['unit']): string {
  const [year = 1970, month = 1, day = 1] = slot.split('-').map(Number);
  const at = new Date(year, month - 1, day, 12).getTime();
  return unit === 'day' ? words.formats.shortDay(at) : words.formats.month(at, false);
}

/** Every day or month with use, and every model: nothing is put together in a file. */
export function usageCsv(report: UsageReport, measure: Measure, split: Split): string {
  const groups = groupsOf(report, split, Infinity);
  const { slots, values, totals } = seriesOf(report, { measure, split, groups });
  const plain = (value: number | undefined): string => String(amountOf(measure, value ?? 0));
  const head = [report.unit === 'day' ? words.usage.day : words.usage.month];
  return toCsv([
    [...head, ...groups.map(({ name }) => name), words.usage.total],
    ...slots.flatMap((slot, index) =>
      totals[index] === 0 ? [] : [[slot, ...values.map((own) => plain(own[index])), plain(totals[index])]],
    ),
  ]);
}
