// Plans: what a caller may use in a minute, a month and a day. All limits are checked before any is counted (I19).
import {
  type DailyLimit,
  type Plan,
  type PlanId,
  Plan as PlanForm,
  type PlanScope,
  type UsageTerms,
} from '../../contract/plans/plans.ts';
import { brand } from '../../lib/brand.ts';
import { type Calendar, minuteOf } from './calendar.ts';
import { fitsPattern } from '../holds/price.ts';

/** Who a plan is given to, such as `user:7` or `wallet:01J…`. */
export type PlanSubject = string & { readonly __brand: 'PlanSubject' };
export const planSubject = (scope: PlanScope, subject: string): PlanSubject => brand(`${scope}:${subject}`);

export type CounterKey = string & { readonly __brand: 'CounterKey' };

/** One counter in one window, which its end names: under another end the same key counts from nothing. */
export type CounterWindow = { readonly key: CounterKey; readonly endsAt: number };

export type PlanCount = CounterWindow & { readonly used: number };

/** The plans that are there from the start; an operator's own plan of the same id replaces one. */
export const builtInPlans: readonly Plan[] = [
  plan('free', { name: 'Free', monthly_quota: 20, per_minute: 30 }),
  plan('pro', { name: 'Pro', monthly_quota: null, per_minute: 120 }),
  plan('team', { name: 'Team', monthly_quota: null, per_minute: 300 }),
  plan('enterprise', { name: 'Enterprise', monthly_quota: null, per_minute: 600 }),
];

function plan(id: string, limits: Pick<Plan, 'name' | 'monthly_quota' | 'per_minute'>): Plan {
  return PlanForm.parse({ id, time_zone: 'UTC', daily: null, routes: null, models: null, ...limits });
}

export type PlanBook = ReadonlyMap<PlanId, Plan>;

/**
 * The first candidate that any book has, in whatever case it is written; a proof may name a plan that nobody made, and then says
 * nothing.
 */
export function planOf(books: readonly PlanBook[], candidates: readonly (string | null)[]): Plan | null {
  for (const candidate of candidates) {
    if (candidate === null) continue;
    const found = planNamed(books, candidate);
    if (found !== undefined) return found;
  }
  return null;
}

/** A name that is written just so goes before one that differs in case. */
function planNamed(books: readonly PlanBook[], name: string): Plan | undefined {
  const exact = books.find((book) => book.has(brand<PlanId>(name)));
  if (exact !== undefined) return exact.get(brand<PlanId>(name));
  const lower = name.toLowerCase();
  return books.flatMap((book) => [...book.values()]).find((plan) => plan.id.toLowerCase() === lower);
}

/** Whether a plan lets its people use a route and a model; null: it does. What is asked for without one is open. */
export function closedBy(
  plan: Plan,
  asked: { readonly route: string | null; readonly model: string | null },
): 'route' | 'model' | null {
  if (plan.routes !== null && asked.route !== null && !plan.routes.includes(asked.route)) return 'route';
  const { model } = asked;
  if (plan.models !== null && model !== null && !plan.models.some((pattern) => fitsPattern(pattern, model)))
    return 'model';
  return null;
}

/** null: its use has no cycles. The terms of a plan that has become another type stay beside it, and mean nothing meanwhile. */
export function usageTermsOf({ type, usage }: Plan): UsageTerms | null {
  return type === 'daily_limit' ? null : (usage ?? null);
}

/** Whether credits come into its people's wallets with each cycle. */
export function grantsCredits(plan: Plan): boolean {
  return (usageTermsOf(plan)?.credit_grant_cents ?? 0) > 0;
}

/** Requests are counted by fixed minutes of the clock; the count needs no history and no sum. */
export function minuteWindow(who: string, now: number): CounterWindow {
  return { key: brand(`minute:${who}`), endsAt: minuteOf(now).endsAt };
}

/** By whose clocks the day of a plan begins. */
export function zoneOf(plan: Plan, { time_zone: zone }: DailyLimit): string {
  return zone ?? plan.time_zone;
}

/** The plan in somebody's own time zone; null: they have none, and the plan's zone holds. */
export function inZone(plan: Plan, zone: string | null): Plan {
  if (zone === null) return plan;
  return { ...plan, time_zone: zone, daily: plan.daily && { ...plan.daily, time_zone: zone } };
}

/** The windows in which a plan counts a subject's messages now: the month always, the day where it has a limit of messages. */
export function quotaWindows(
  plan: Plan,
  at: { readonly subject: PlanSubject; readonly now: number; readonly calendar: Calendar },
): readonly [month: CounterWindow, ...day: CounterWindow[]] {
  const { subject, now, calendar } = at;
  const month = calendar.month(now, plan.time_zone);
  const counted: CounterWindow = { key: brand(`month:${month.startsAt}:${subject}`), endsAt: month.endsAt };
  const { daily } = plan;
  if (daily?.unit !== 'messages') return [counted];
  const day = calendar.day(now, zoneOf(plan, daily), daily.resets_at);
  return [counted, { key: brand(`day:${day.startsAt}:${subject}`), endsAt: day.endsAt }];
}

/** Whose use these windows count, which their keys end with; null where there are none. */
export function subjectCounted([first]: readonly CounterWindow[]): string | null {
  return /^\w+:-?\d+:(.+)/s.exec(first?.key ?? '')?.[1] ?? null;
}

export type MinuteChecked = { readonly kind: 'open' } | { readonly kind: 'full'; readonly resetsAt: number };

export function checkMinute(plan: Plan, minute: PlanCount): MinuteChecked {
  const isFull = plan.per_minute !== null && minute.used >= plan.per_minute;
  return isFull ? { kind: 'full', resetsAt: minute.endsAt } : { kind: 'open' };
}

/**
 * `overflow`: the day is used up, and goes on all the same: on the plan's grace, or with another model; null inside: the plan
 * names none.
 */
export type QuotaChecked =
  | { readonly kind: 'open'; readonly overflow: QuotaOverflow }
  | { readonly kind: 'month_full'; readonly quota: number; readonly resetsAt: number }
  | { readonly kind: 'day_full'; readonly amount: number; readonly resetsAt: number };

export type QuotaOverflow =
  | null
  | { readonly kind: 'grace' }
  | {
      readonly kind: 'degrade';
      readonly toModel: string | null;
      readonly amount: number;
      readonly resetsAt: number;
    };

/** `counts` are those of `quotaWindows`, in its order. */
export function checkQuota(plan: Plan, counts: readonly PlanCount[]): QuotaChecked {
  const [month, day] = counts;
  const { monthly_quota: quota, daily } = plan;
  if (month !== undefined && quota !== null && month.used >= quota)
    return { kind: 'month_full', quota, resetsAt: month.endsAt };
  if (daily === null || day === undefined || day.used < daily.amount) return { kind: 'open', overflow: null };
  switch (daily.overflow.kind) {
    case 'block':
      return { kind: 'day_full', amount: daily.amount, resetsAt: day.endsAt };
    case 'grace': {
      const most = daily.amount + (daily.overflow.amount ?? Number.POSITIVE_INFINITY);
      return day.used < most
        ? { kind: 'open', overflow: { kind: 'grace' } }
        : { kind: 'day_full', amount: most, resetsAt: day.endsAt };
    }
    case 'degrade':
      return {
        kind: 'open',
        overflow: { kind: 'degrade', toModel: daily.overflow.to_model, amount: daily.amount, resetsAt: day.endsAt },
      };
  }
}

/** Messages left in the month; null: the plan sets no bound, or the caller is not paid for by it. */
export function quotaLeft(plan: Plan, month: PlanCount | undefined): number | null {
  if (plan.monthly_quota === null || month === undefined) return null;
  return Math.max(0, plan.monthly_quota - month.used);
}
