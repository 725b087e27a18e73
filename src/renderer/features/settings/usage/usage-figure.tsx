// One measure: its plot, and beside it the same figures as a table and as a file.
import { useId, useMemo, useState } from 'react';
import type { UsageReport } from '../../../../preload/contract/usage.ts';
import { useCore } from '../../../rpc/core-context.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { useToast } from '../../../ui/toast.tsx';
import { words } from '../../../words.ts';
import { UsagePlot } from './usage-plot.tsx';
import { seriesOf, type Group, type Measure, type Split } from './usage-series.ts';
import { UsageTable } from './usage-table.tsx';
import { sayAmount, sayDay, usageCsv } from './usage-words.ts';

type UsageFigureProps = {
  readonly report: UsageReport;
  readonly measure: Measure;
  readonly split: Split;
  readonly groups: readonly Group[];
};

export function UsageFigure({ report, measure, split, groups }: UsageFigureProps) {
  const core = useCore();
  const toast = useToast();
  const id = useId();
  const [isTable, setTable] = useState(false);
  const [pointed, setPointed] = useState<number | null>(null);
  const series = useMemo(() => seriesOf(report, { measure, split, groups }), [report, measure, split, groups]);
  const say = words.usage;
  const name = say.measures[measure];
  const total = sayAmount(measure, series.total);
  const slot = pointed === null ? undefined : series.slots[pointed];
  const save = async (): Promise<void> => {
    const file = {
      name: `${say.file}-${name}-${report.first}-${report.last}.csv`,
      text: usageCsv(report, measure, split),
    };
    const how = await saveFile(core, file);
    if (how !== 'cancelled') toast.show({ text: how === 'saved' ? say.saved : say.notSaved });
  };
  return (
    <section aria-labelledby={id} className={cx('flex min-w-0 flex-col gap-2', isTable && '@xl:col-span-2')}>
      <header className="flex flex-wrap items-baseline gap-x-2">
        <h3 id={id} className="font-medium">
          {name}
        </h3>
        <p className="ml-auto text-sm text-ink-2 tabular-nums">
          {slot === undefined || pointed === null
            ? total
            : `${sayDay(slot, report.unit)}: ${sayAmount(measure, series.totals[pointed] ?? 0)}`}
        </p>
      </header>
      <UsagePlot
        label={report.unit === 'day' ? say.plot(name, total) : say.plotByMonth(name, total)}
        unit={report.unit}
        measure={measure}
        series={series}
        groups={groups}
        onPoint={setPointed}
      />
      <div className="-ml-2.5 flex flex-wrap gap-1">
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={isTable}
          aria-label={isTable ? say.hideTableOf(name) : say.showTableOf(name)}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? say.hideTable : say.showTable}
        </Button>
        <Button size="sm" variant="ghost" aria-label={say.saveCsvOf(name)} onClick={() => void save()}>
          {say.saveCsv}
        </Button>
      </div>
      {isTable ? (
        <UsageTable label={name} unit={report.unit} measure={measure} series={series} groups={groups} />
      ) : null}
    </section>
  );
}
