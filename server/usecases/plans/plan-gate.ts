// What a plan says to a message before any money is looked at: which of its limits close it, and what counts it (I19).
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import type { Plan } from '../../contract/plans/plans.ts';
import type { ProblemCode } from '../../contract/problem.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import { type CounterWindow, checkMinute, checkQuota, closedBy } from '../../domain/plans/plan.ts';
import { refusal, type Refused } from '../refusal.ts';
import { sentences } from '../sentences.ts';

type AtGate = {
  readonly plan: Plan;
  readonly quotas: PlanSeen;
  readonly now: number;
};

/** Neither the gates nor the minute are remembered under an id: they say something of the moment, not of the message. */
export function closedNow(
  { plan, quotas, now }: AtGate,
  asked: { readonly route: string | null; readonly model: string | null },
): Refused | null {
  switch (closedBy(plan, asked)) {
    case 'route':
      return refusal('forbidden', sentences.routeClosed(plan.name));
    case 'model':
      return refusal('forbidden', sentences.modelClosed(plan.name, asked.model ?? ''));
    case null:
      return fullMinute({ plan, quotas, now });
  }
}

function fullMinute({ plan, quotas, now }: AtGate): Refused | null {
  const minute = checkMinute(plan, quotas.minute);
  if (minute.kind === 'open') return null;
  const retryAfterMs = minute.resetsAt - now;
  return {
    ...refusal('plan_rate_limited', sentences.planRateLimited(plan.per_minute ?? 0, retryAfterMs)),
    retryAfterMs,
    resetsAt: minute.resetsAt,
  };
}

/** `counted`: the windows that count the message of a hold which the plan pays for. */
export type PlanTaken =
  | { readonly kind: 'taken'; readonly counted: readonly CounterWindow[]; readonly degrade: HoldRecord['degrade'] }
  | { readonly kind: 'full'; readonly code: ProblemCode; readonly detail: string; readonly resetsAt: number };

/** One message of the plan's month and day, or the no of the first of them that is used up. */
export function takeFromPlan({ plan, quotas, now }: AtGate): PlanTaken {
  const quota = checkQuota(plan, quotas.counts);
  const told = { plan: plan.name, zone: plan.time_zone, now };
  switch (quota.kind) {
    case 'month_full': {
      const { resetsAt } = quota;
      const detail = sentences.quotaExhausted({ ...told, amount: quota.quota, resetsAt });
      return { kind: 'full', code: 'quota_exhausted', detail, resetsAt };
    }
    case 'day_full': {
      const { resetsAt } = quota;
      const detail = sentences.dailyLimitReached({ ...told, amount: quota.amount, resetsAt });
      return { kind: 'full', code: 'daily_limit_reached', detail, resetsAt };
    }
    case 'open': {
      const counted = quotas.counts.map(({ key, endsAt }) => ({ key, endsAt }));
      return { kind: 'taken', counted, degrade: quota.degrade };
    }
  }
}
