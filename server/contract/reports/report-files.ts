// The same reports as CSV files, whose columns stand in the order that programs which read them by place expect.
import type { z } from 'zod';
import { type CsvCell, csvReport, isoTime } from '../csv.ts';
import { Budget, Overdrafts, Period, Summary } from './report-views.ts';

export const summaryFile = csvReport({
  file: 'summary',
  report: Summary,
  header: (report) => ['request_id', whom(report), 'date', 'amount_cents', 'total_tokens'],
  rows: (report) =>
    report.days.map((day) => [report.request_id, idOf(report), day.date, day.amount_cents, day.total_tokens]),
});

export const overdraftFile = csvReport({
  file: 'overdraft',
  report: Overdrafts,
  header: (report) => ['request_id', whom(report), 'date', 'at', 'model', 'plan_id', 'limit_cents', 'over_cents'],
  rows: (report) =>
    report.events.map(({ date, at, model, plan_id: plan, limit_cents: limit, over_cents: over }) => [
      report.request_id,
      idOf(report),
      date,
      isoTime(at),
      model,
      plan,
      limit,
      over,
    ]),
});

/** One row where nothing is grouped, else one a group. */
export const periodFile = csvReport({
  file: 'period',
  report: Period,
  header: (report) => [
    'request_id',
    whom(report),
    'from',
    'to',
    ...columnsOf(report.group_by),
    'usage_amount_cents',
    'usage_tokens',
    ...(report.groups === null ? ['topup_cents', 'refunds_cents', 'net_topup_cents', 'balance_delta_cents'] : []),
  ],
  rows(report) {
    const first = [report.request_id, idOf(report), report.from, report.to];
    if (report.groups !== null) {
      return report.groups.map((group) => [
        ...first,
        ...columnsOf(report.group_by).map((name) => group[name] ?? null),
        group.usage_amount_cents,
        group.usage_tokens,
      ]);
    }
    const { topup_cents: topup, refunds_cents: refunds, net_topup_cents: net, balance_delta_cents: delta } = report;
    return [[...first, report.usage_amount_cents, report.usage_tokens, topup, refunds, net, delta]];
  },
});

function columnsOf(groupBy: z.output<typeof Period>['group_by']): readonly ('date' | 'model')[] {
  switch (groupBy) {
    case 'total':
      return [];
    case 'model':
      return ['model'];
    case 'day':
      return ['date'];
    case 'model_day':
      return ['date', 'model'];
  }
}

/** The figures that matter, in one row. */
export const budgetFile = csvReport({
  file: 'budget',
  report: Budget,
  header: (report) => ['request_id', whom(report), ...budgetColumns.map(([name]) => name)],
  rows: (report) => [[report.request_id, idOf(report), ...budgetColumns.map(([, cell]) => cell(report))]],
});

type Told = z.output<typeof Budget>;
const budgetColumns: readonly (readonly [name: string, cell: (report: Told) => CsvCell])[] = [
  ['wallet_balance_cents', ({ wallets }) => sum(wallets.map(({ balance_cents }) => balance_cents))],
  ['wallet_low_threshold_cents', ({ wallets }) => wallets[0]?.low_threshold_cents ?? null],
  ['plan_id', ({ plan_id: id }) => id],
  ['daily_limit_cents', ({ daily_limit: day }) => (day?.unit === 'cents' ? day.daily_limit_cents : null)],
  ['daily_spent_cents', ({ daily_limit: day }) => (day?.unit === 'cents' ? day.spent_today_cents : null)],
  ['daily_remaining_cents', ({ daily_limit: day }) => (day?.unit === 'cents' ? day.remaining_cents : null)],
  ['overflow_policy', ({ daily_limit: day }) => day?.overflow_policy ?? null],
  ['reset_time', ({ daily_limit: day }) => day?.reset_time ?? null],
  ['window_start', ({ daily_limit: day }) => day?.window_start ?? null],
  ['window_end', ({ daily_limit: day }) => day?.window_end ?? null],
  ['gating_enabled', ({ gating }) => String(gating.enabled)],
  ['gating_mode', ({ gating }) => gating.mode],
  ['gating_fallback_model', ({ gating }) => gating.fallback_model],
  ['litellm_enabled', ({ litellm }) => String(litellm.enabled)],
  ['litellm_base_url', ({ litellm }) => litellm.base_url],
  ['api_keys_count', ({ api_keys: keys }) => keys.length],
  ['api_keys_max_budget_cents', ({ api_keys: keys }) => sum(keys.map(({ max_budget_cents: most }) => most ?? 0))],
];

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, one) => all + one, 0);
}

type Whom = { readonly user_id: string | null; readonly team_id: string | null };

function whom({ team_id: team }: Whom): 'user_id' | 'team_id' {
  return team === null ? 'user_id' : 'team_id';
}

function idOf({ user_id: user, team_id: team }: Whom): string | null {
  return team ?? user;
}
