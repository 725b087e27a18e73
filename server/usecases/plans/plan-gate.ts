// What a plan says to a message before any money is looked at: which of its limits close it, and what counts it (I19).
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import type { Plan } from '../../contract/plans/plans.ts';
import {
  type CounterWindow,
  type QuotaOverflow,
  checkMinute,
  checkQuota,
  closedBy,
  zoneOf,
} from '../../domain/plans/plan.ts';
import { refusal, type Refused } from '../refusal.ts';
import { wholeSeconds } from '../../lib/clock.ts';

type AtGate = {
  readonly plan: Plan;
  readonly quotas: PlanSeen;
  readonly now: number;
};

/** A refusal by a gate or by the minute is not kept under the id of the request: a repeat a moment later may pass. */
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

/**
 * What a plan lets through. `counted`: the windows that count the message of a hold which the plan pays for. `overflow`: its day is
 * used up, and it goes on all the same; `otherwise` is the no where the other model cannot be had.
 */
export type PlanTaken = {
  readonly kind: 'taken';
  readonly counted: readonly CounterWindow[];
  readonly overflow:
    | null
    | { readonly kind: 'grace' }
    | { readonly kind: 'degrade'; readonly toModel: string | null; readonly otherwise: DayRefused };
};
export type DayRefused = Refused<'daily_limit_reached'>;
type PlanFull = { readonly kind: 'full'; readonly refused: Refused<'quota_exhausted'> | DayRefused };

/** Takes one message from the plan's month and day, or refuses by the first of the two that is used up. */
export function takeFromPlan({ plan, quotas }: Omit<AtGate, 'now'>): PlanTaken | PlanFull {
  const quota = checkQuota(plan, quotas.counts);
  switch (quota.kind) {
    case 'month_full': {
      const { quota: limit, resetsAt: resets_at } = quota;
      const params = { plan: plan.name, time_zone: plan.time_zone, limit, resets_at };
      return { kind: 'full', refused: refusal('quota_exhausted', params) };
    }
    case 'day_full':
      return { kind: 'full', refused: messagesUsed(plan, quota) };
    case 'open': {
      const counted = quotas.counts.map(({ key, endsAt }) => ({ key, endsAt }));
      const { overflow } = quota;
      return { kind: 'taken', counted, overflow: overflow && withNo(overflow, plan) };
    }
  }
}

function withNo(overflow: NonNullable<QuotaOverflow>, plan: Plan): PlanTaken['overflow'] {
  if (overflow.kind === 'grace') return overflow;
  return { kind: 'degrade', toModel: overflow.toModel, otherwise: messagesUsed(plan, overflow) };
}

function messagesUsed(
  plan: Plan,
  { amount: limit, resetsAt: resets_at }: { readonly amount: number; readonly resetsAt: number },
): DayRefused {
  const time_zone = plan.daily === null ? plan.time_zone : zoneOf(plan, plan.daily);
  return refusal('daily_limit_reached', { plan: plan.name, time_zone, limit, resets_at });
}
