// A plan's daily limit in money: who is still let through, and what each hold counts. Pure; does not know wallets.
import type { Microcredits, MicrocreditsDelta } from '../../contract/money.ts';
import type { DailyLimit, Plan, PlanId } from '../../contract/plans/plans.ts';
import { brand } from '../../lib/brand.ts';
import { gain, lesser, microcreditsDelta, noMicrocredits, subtract } from '../money.ts';
import type { Calendar } from './calendar.ts';
import { type CounterWindow, type PlanSubject, zoneOf } from './plan.ts';

/**
 * What has been used in one window. `used` is what its holds come to: the bound of each that is open, the cost of each that was
 * captured. `settled` is the part of it that is final, `overdrawn` what final costs came to beyond the limit of a plan that blocks.
 */
export type DaySpent = CounterWindow & {
  readonly used: Microcredits;
  readonly settled: Microcredits;
  readonly overdrawn: Microcredits;
};

/** What is added to a window's sums, in the commit that makes or ends a hold. */
export type SpendingChange = {
  readonly window: CounterWindow;
  readonly used: MicrocreditsDelta;
  readonly settled: Microcredits;
  readonly overdrawn: Microcredits;
};

/** A daily limit once its cents are microcredits. */
export type SpendingRule = {
  readonly limit: Microcredits;
  readonly overflow:
    | { readonly kind: 'block' }
    /** So much beyond the limit is served and not charged; null: without an end. */
    | { readonly kind: 'grace'; readonly amount: Microcredits | null }
    | { readonly kind: 'degrade'; readonly toModel: string | null };
};

/** The terms under which a hold counts in a day. They stay as they were when the hold was made, even if the plan changes. */
export type DayTerms = {
  readonly window: CounterWindow;
  readonly subject: PlanSubject;
  readonly planId: PlanId;
  readonly limit: Microcredits;
  readonly overflow: SpendingRule['overflow']['kind'];
};

/** A hold's part in its day. `counted`: what it comes to there, its bound until it ends, and then its cost. */
export type HoldDay = DayTerms & { readonly counted: Microcredits };

/** An answer whose cost went beyond the day's limit: `over` is by how much. */
export type Overdraft = Pick<DayTerms, 'subject' | 'planId' | 'limit'> & { readonly over: Microcredits };

export type SpendingChecked =
  | { readonly kind: 'open'; readonly isOnGrace: boolean }
  | { readonly kind: 'degrade'; readonly toModel: string | null }
  | { readonly kind: 'full' };

/** `toMicrocredits` says what so many cents buy. */
export function spendingRule(
  { amount, overflow }: DailyLimit,
  toMicrocredits: (cents: number) => Microcredits,
): SpendingRule {
  const limit = toMicrocredits(amount);
  switch (overflow.kind) {
    case 'block':
      return { limit, overflow };
    case 'grace': {
      const grace = overflow.amount === null ? null : toMicrocredits(overflow.amount);
      return { limit, overflow: { kind: 'grace', amount: grace } };
    }
    case 'degrade':
      return { limit, overflow: { kind: 'degrade', toModel: overflow.to_model } };
  }
}

/** The window in which a subject's spending counts now; null: the plan has no day in money. */
export function spendingWindow(
  plan: Plan,
  at: { readonly subject: PlanSubject; readonly now: number; readonly calendar: Calendar },
): CounterWindow | null {
  const { daily } = plan;
  if (daily?.unit !== 'cents') return null;
  const { startsAt, endsAt } = at.calendar.day(at.now, zoneOf(plan, daily), daily.resets_at);
  return { key: brand(`spent:${startsAt}:${at.subject}`), endsAt };
}

/**
 * What a day says to a request before its work. `hinted`: what the caller says that it will come to; null: it says nothing, and is
 * then served for as long as anything is left. `bound`: what it will count until it ends.
 */
export function checkSpending(
  { limit, overflow }: SpendingRule,
  { used }: DaySpent,
  asked: { readonly hinted: Microcredits | null; readonly bound: Microcredits },
): SpendingChecked {
  // Sums must stay exact numbers, also of a plan that serves without an end.
  if (used + asked.bound > Number.MAX_SAFE_INTEGER) return { kind: 'full' };
  const isBeyond = (most: number) => used >= most || used + (asked.hinted ?? noMicrocredits) > most;
  if (!isBeyond(limit)) return { kind: 'open', isOnGrace: false };
  switch (overflow.kind) {
    case 'block':
      return { kind: 'full' };
    case 'grace':
      return overflow.amount !== null && isBeyond(limit + overflow.amount)
        ? { kind: 'full' }
        : { kind: 'open', isOnGrace: true };
    case 'degrade':
      return { kind: 'degrade', toModel: overflow.toModel };
  }
}

/** The most that a hold under these terms may be charged, as known when it is made; null: the whole price. */
export function chargeable({ limit, overflow }: DayTerms, { settled }: DaySpent): Microcredits | null {
  return overflow === 'grace' ? roomBelow(limit, settled) : null;
}

/** What a hold counts in its day after its capture, and how much is charged. `cost`: at most what it counted before. */
export function settleDay(
  { limit, overflow, subject, planId }: DayTerms,
  { settled }: DaySpent,
  cost: Microcredits,
): { readonly charged: Microcredits; readonly overdraft: Overdraft | null } {
  switch (overflow) {
    case 'grace':
      return { charged: lesser(cost, roomBelow(limit, settled)), overdraft: null };
    case 'degrade':
      return { charged: cost, overdraft: null };
    case 'block': {
      const over = subtract(cost, lesser(cost, roomBelow(limit, settled)));
      return { charged: cost, overdraft: over === 0 ? null : { subject, planId, limit, over } };
    }
  }
}

/** Counts a hold that is made with its bound. */
export function countHeld({ window, counted }: HoldDay): SpendingChange {
  return { window, used: gain(counted), settled: noMicrocredits, overdrawn: noMicrocredits };
}

/** Corrects the count of a hold that has ended: `before` is what it counted until then. */
export function countEnded(
  { window, counted }: HoldDay,
  before: Microcredits,
  captured: { readonly overdraft: Overdraft | null } | null,
): SpendingChange {
  const settled = captured === null ? noMicrocredits : counted;
  const overdrawn = captured?.overdraft?.over ?? noMicrocredits;
  return { window, used: microcreditsDelta(counted - before), settled, overdrawn };
}

function roomBelow(limit: Microcredits, settled: Microcredits): Microcredits {
  return subtract(limit, lesser(limit, settled));
}
