// What was used: messages, tokens and credits by day, each as a plot and as a table.
import { useState, type ReactNode } from 'react';
import type { UsageDays, UsageReport } from '../../../../preload/contract/usage.ts';
import { useAsked } from '../../../rpc/core-context.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { Select } from '../../../ui/select.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { words } from '../../../words.ts';
import { UsageFigure } from './usage-figure.tsx';
import { UsageLegend } from './usage-legend.tsx';
import { groupsOf, measures, type Split } from './usage-series.ts';

const periods = { week: 7, month: 30, quarter: 90, year: 365, all: null } as const satisfies Record<string, UsageDays>;
type Period = keyof typeof periods;
const periodNames: readonly Period[] = ['week', 'month', 'quarter', 'year', 'all'];

export function UsagePage(): ReactNode {
  const [period, setPeriod] = useState<Period>('month');
  const [split, setSplit] = useState<Split>('model');
  const asked = useAsked(period, (core, signal) => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return core.usage.report({ days: periods[period], timeZone }, { signal });
  });
  const say = words.usage;
  // While another period is added up, the one before it stays.
  const report = asked.kind === 'answered' ? asked.answer : asked.kind === 'asking' ? asked.before : null;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Select
          label={say.period}
          className="w-36"
          value={period}
          options={periodNames.map((value) => ({ value, label: say.periods[value] }))}
          onChange={setPeriod}
        />
        <Segmented
          label={say.split}
          value={split}
          options={(['model', 'place'] as const).map((value) => ({ value, label: say.splits[value] }))}
          onChange={setSplit}
        />
      </div>
      {asked.kind === 'failed' ? (
        <Notice
          tone="warning"
          role="alert"
          actions={
            <Button size="sm" onClick={asked.again}>
              {say.again}
            </Button>
          }
        >
          {say.notLoaded}
        </Notice>
      ) : report === null ? (
        <Spinner label={say.loading} />
      ) : (
        <Report report={report} split={split} isAll={period === 'all'} />
      )}
      <p className="max-w-prose text-sm text-ink-3">{say.about}</p>
    </div>
  );
}

type ReportProps = { readonly report: UsageReport; readonly split: Split; readonly isAll: boolean };

function Report({ report, split, isAll }: ReportProps): ReactNode {
  const say = words.usage;
  if (report.rows.length === 0)
    return (
      <EmptyState size="sm" title={isAll ? say.empty.title : say.empty.inPeriod}>
        {say.empty.text}
      </EmptyState>
    );
  const groups = groupsOf(report, split);
  const uncounted = report.rows.reduce((sum, row) => sum + row.uncounted, 0);
  return (
    <>
      <UsageLegend groups={groups} />
      <div className="grid gap-x-6 gap-y-6 @xl:grid-cols-2">
        {measures.map((measure) => (
          <UsageFigure key={measure} report={report} measure={measure} split={split} groups={groups} />
        ))}
      </div>
      {uncounted === 0 ? null : <p className="max-w-prose text-sm text-ink-2">{say.uncounted(uncounted)}</p>}
    </>
  );
}
