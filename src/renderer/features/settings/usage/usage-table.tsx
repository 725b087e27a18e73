// The figures of a plot, the newest first; what has no use is left out.
import type { UsageReport } from '../../../../preload/contract/usage.ts';
import { words } from '../../../words.ts';
import type { Group, Measure, Series } from './usage-series.ts';
import { sayAmount, sayDay } from './usage-words.ts';

type UsageTableProps = {
  readonly label: string;
  readonly unit: UsageReport['unit'];
  readonly measure: Measure;
  readonly series: Series;
  readonly groups: readonly Group[];
};

export function UsageTable({ label, unit, measure, series, groups }: UsageTableProps) {
  const used = series.slots
    .map((slot, index) => ({ slot, index, total: series.totals[index] ?? 0 }))
    .filter(({ total }) => total > 0)
    .toReversed();
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wide and long tables scroll, and must do so by keyboard
      tabIndex={0}
      role="group"
      aria-label={label}
      className="max-h-80 overflow-auto rounded-lg border border-line"
    >
      <table className="w-full border-collapse text-sm tabular-nums">
        <thead className="sticky top-0 bg-float">
          <tr className="border-b border-line text-left text-ink-2">
            <th scope="col" className="px-3 py-1.5 font-medium">
              {unit === 'day' ? words.usage.day : words.usage.month}
            </th>
            {groups.map(({ key, name }) => (
              <th key={key} scope="col" className="px-3 py-1.5 text-right font-medium" dir="auto">
                {name}
              </th>
            ))}
            <th scope="col" className="px-3 py-1.5 text-right font-medium">
              {words.usage.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {used.map(({ slot, index, total }) => (
            <tr key={slot} className="border-b border-line">
              <th scope="row" className="px-3 py-1 text-left font-normal whitespace-nowrap">
                {sayDay(slot, unit)}
              </th>
              {series.values.map((own, at) => (
                <td key={groups[at]?.key} className="px-3 py-1 text-right">
                  {sayAmount(measure, own[index] ?? 0)}
                </td>
              ))}
              <td className="px-3 py-1 text-right">{sayAmount(measure, total)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="font-medium">
            <th scope="row" className="px-3 py-1.5 text-left font-medium">
              {words.usage.total}
            </th>
            {series.values.map((own, at) => (
              <td key={groups[at]?.key} className="px-3 py-1.5 text-right">
                {sayAmount(measure, sum(own))}
              </td>
            ))}
            <td className="px-3 py-1.5 text-right">{sayAmount(measure, series.total)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
