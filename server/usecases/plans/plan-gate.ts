// What a plan says to a message before any money is looked at: which of its limits close it, and what counts it (I19).
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import type { Plan } from '../../contract/plans/plans.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import { type CounterWindow, checkMinute, checkQuota, closedBy } from '../../domain/plans/plan.ts';
import { refusal, type Refused } from '../refusal.ts';
import { wholeSeconds } from '../../lib/clock.ts';

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
      return refusal('forbidden', { reason: 'route_not_in_plan', plan: plan.name });
    case 'model':
      return refusal('forbidden', { reason: 'model_not_in_plan', plan: plan.name, model: asked.model ?? '' });
    case null:
      return fullMinute({ plan, quotas, now });
  }
}

function fullMinute({ plan, quotas, now }: AtGate): Refused | null {
  const minute = checkMinute(plan, quotas.minute);
  if (minute.kind === 'open') return null;
  return refusal('plan_rate_limited', {
    limit: plan.per_minute ?? 0,
    retry_after_s: wholeSeconds(minute.resetsAt - now),
    resets_at: minute.resetsAt,
  });
}

/** `counted`: the windows that count the message of a hold which the plan pays for. */
export type PlanTaken =
  | { readonly kind: 'taken'; readonly counted: readonly CounterWindow[]; readonly degrade: HoldRecord['degrade'] }
  | { readonly kind: 'full'; readonly refused: Refused<'quota_exhausted' | 'daily_limit_reached'> };

/** One message of the plan's month and day, or the no of the first of them that is used up. */
export function takeFromPlan({ plan, quotas }: Omit<AtGate, 'now'>): PlanTaken {
  const quota = checkQuota(plan, quotas.counts);
  const told = { plan: plan.name, time_zone: plan.time_zone };
  switch (quota.kind) {
    case 'month_full': {
      const { quota: limit, resetsAt: resets_at } = quota;
      return { kind: 'full', refused: refusal('quota_exhausted', { ...told, limit, resets_at }) };
    }
    case 'day_full': {
      const { amount: limit, resetsAt: resets_at } = quota;
      return { kind: 'full', refused: refusal('daily_limit_reached', { ...told, limit, resets_at }) };
    }
    case 'open': {
      const counted = quotas.counts.map(({ key, endsAt }) => ({ key, endsAt }));
      return { kind: 'taken', counted, degrade: quota.degrade };
    }
  }
}
