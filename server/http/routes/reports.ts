// The operator's reports.
import type { ReportAsked } from '../../usecases/reports/usage-reports.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function reportHandlers(os: ContractImplementer, { usecases: { reports } }: RouterDeps) {
  return {
    reports: {
      daily: os.reports.daily.handler(async ({ input, context: { request } }) => {
        const told = await reports.daily({ ...askedOf(input), date: input.date ?? null });
        return { request_id: request.id, ...told };
      }),
      summary: os.reports.summary.handler(async ({ input, context: { request } }) => {
        return { request_id: request.id, ...(await reports.summary({ ...askedOf(input), days: input.days })) };
      }),
      overdraft: os.reports.overdraft.handler(async ({ input, context: { request } }) => {
        return { request_id: request.id, ...(await reports.overdrafts({ ...askedOf(input), days: input.days })) };
      }),
      period: os.reports.period.handler(async ({ input, context: { request } }) => {
        return { request_id: request.id, ...(await reports.period(periodOf(input))) };
      }),
      periodTeam: os.reports.periodTeam.handler(async ({ input, context: { request } }) => {
        return { request_id: request.id, ...(await reports.period(periodOf(input))) };
      }),
      budget: os.reports.budget.handler(async ({ input, context: { request } }) => {
        return { request_id: request.id, ...(await reports.budget(askedOf(input))) };
      }),
    },
  };
}

type Whose = {
  readonly user_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly time_zone?: string | undefined;
};

/** The contract asks for exactly one of the two. */
function askedOf({ user_id: user, team_id: team, time_zone: zone }: Whose): ReportAsked {
  const of = team === undefined ? ({ kind: 'user', id: user ?? '' } as const) : ({ kind: 'team', id: team } as const);
  return { of, timeZone: zone ?? null };
}

type Period = Whose & {
  readonly date_from: string;
  readonly date_to: string;
  readonly model?: string | undefined;
  readonly success?: boolean | undefined;
  readonly group_by: 'total' | 'model' | 'day' | 'model_day';
};

function periodOf(input: Period) {
  const { date_from: from, date_to: to, model = null, success: isComplete = null, group_by: groupBy } = input;
  return { ...askedOf(input), from, to, model, isComplete, groupBy };
}
