// Reports: what people and teams used, bought and have left. Each is made from the ledger when it is asked for.
import { z } from 'zod';
import { EntityId } from '../entity-id.ts';
import { Format } from '../csv.ts';
import { TimeZone } from '../plans/plans.ts';
import { route } from '../route.ts';
import { budgetFile, overdraftFile, periodFile, summaryFile } from './report-files.ts';
import { Budget, Overdrafts, Period, Summary, UsedOnDay } from './report-views.ts';

/** A day of the calendar, such as 2026-11-29. */
export const LocalDate = z
  .string()
  .refine(isDate, { error: 'must be a date such as 2026-11-29', params: { rule: 'date' } });

/** One of them. A `user_id` that is the account id of a wallet means the holder of its token. */
const whose = { user_id: EntityId.optional(), team_id: EntityId.optional() };
const isOneNamed = ({ user_id, team_id }: { readonly user_id?: unknown; readonly team_id?: unknown }) =>
  (user_id === undefined) !== (team_id === undefined);
const oneNamed = { path: ['user_id'], error: 'either user_id or team_id', params: { rule: 'user_or_team' } };

/** By whose clocks days begin. Left out: the plan's that was given, else Asia/Shanghai. */
const zone = { time_zone: TimeZone.optional() };

const daysMax = 366;
const days = { days: z.coerce.number().int().min(1).max(daysMax).default(7) };

const period = {
  date_from: LocalDate,
  /** The last day that counts; at most a year after the first. */
  date_to: LocalDate,
  model: z.string().min(1).max(200).optional(),
  /** true: answers that were made to their end; false: those that were stopped, broken off or never made. */
  success: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  group_by: z.enum(['total', 'model', 'day', 'model_day']).default('total'),
  ...zone,
  format: Format,
};
const areInOrder = ({ date_from: from, date_to: to }: Dates) => from <= to;
const inOrder = { path: ['date_to'], error: 'must not be before date_from', params: { rule: 'dates_in_order' } };
const isWithinYear = ({ date_from: from, date_to: to }: Dates) =>
  Date.parse(to) - Date.parse(from) < daysMax * 86_400_000;
const withinYear = {
  path: ['date_to'],
  error: 'must be within a year of date_from',
  params: { rule: 'within_a_year' },
};
type Dates = { readonly date_from: string; readonly date_to: string };

const tags = ['reports'];
const operators = { access: 'operator', limit: 'calm', method: 'GET', tags } as const;

/** For the operator, with X-Api-Key. */
export const reports = {
  daily: route({ ...operators, path: '/v1/reports/daily', summary: 'What was used on a day' })
    .input(z.object({ ...whose, date: LocalDate.optional(), ...zone }).refine(isOneNamed, oneNamed))
    .output(UsedOnDay),

  summary: route({
    ...operators,
    path: '/v1/reports/summary',
    summary: 'What was used on each of the last days',
    csv: summaryFile,
  })
    .input(z.object({ ...whose, ...days, ...zone, format: Format }).refine(isOneNamed, oneNamed))
    .output(Summary),

  overdraft: route({
    ...operators,
    path: '/v1/reports/overdraft',
    summary: 'Answers that went beyond a plan’s day in the last days',
    csv: overdraftFile,
  })
    .input(z.object({ ...whose, ...days, ...zone, format: Format }).refine(isOneNamed, oneNamed))
    .output(Overdrafts),

  period: route({
    ...operators,
    path: '/v1/reports/period',
    summary: 'What a user used and bought between two dates',
    csv: periodFile,
  })
    .input(
      z
        .object({ user_id: EntityId, ...period })
        .refine(areInOrder, inOrder)
        .refine(isWithinYear, withinYear),
    )
    .output(Period),

  periodTeam: route({
    ...operators,
    path: '/v1/reports/period_team',
    summary: 'What a team used and bought between two dates',
    csv: periodFile,
  })
    .input(
      z
        .object({ team_id: EntityId, ...period })
        .refine(areInOrder, inOrder)
        .refine(isWithinYear, withinYear),
    )
    .output(Period),

  budget: route({
    ...operators,
    path: '/v1/reports/budget',
    summary: 'What somebody has left: wallets, day, API keys',
    csv: budgetFile,
  })
    .input(z.object({ ...whose, ...zone, format: Format }).refine(isOneNamed, oneNamed))
    .output(Budget),
};

function isDate(text: string): boolean {
  const at = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
