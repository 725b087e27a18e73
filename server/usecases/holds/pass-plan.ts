// What the caller's plan lets through once its routes, models and minute are open: its month, its day in messages or in money, and
// the gate that an overdraft closes; and with which model the work then goes on. Pure.
import { localModel } from '../../contract/plans/plans.ts';
import type { DayAtHold, HoldOpening } from '../../domain/holds/open-hold.ts';
import { boundOf, costOf } from '../../domain/holds/price.ts';
import { mostMicrocredits } from '../../domain/money.ts';
import type { CounterWindow } from '../../domain/plans/plan.ts';
import { type DayTaken, takeFromDay } from '../plans/plan-day.ts';
import { type DayRefused, type PlanTaken, takeFromPlan } from '../plans/plan-gate.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { HoldCase } from './hold-case.ts';

/** `opening` is of the model that does the work, which a plan that degrades may have changed. */
export type PlanPassed = {
  readonly kind: 'passed';
  readonly opening: HoldOpening;
  readonly counted: readonly CounterWindow[];
  readonly day: DayAtHold | null;
  /** What the plan includes is used up, and it goes on all the same: on its grace, or with another model. */
  readonly isOver: boolean;
};

export function passPlan(asked: HoldCase): PlanPassed | Refused {
  const { ask, plan, quotas } = asked;
  // Only people with a plan have windows of messages.
  const messages = ask.caller.kind === 'user' ? takeFromPlan({ plan, quotas }) : nothingTaken;
  if (messages.kind === 'full') return messages.refused;
  const money = takeFromMoney(asked);
  if (money?.kind === 'full') return money.refused;
  const { counted } = messages;
  const overflow = messages.overflow ?? money?.overflow ?? null;
  const opening = openingAfter(asked, overflow);
  if ('code' in opening) return opening;
  return { kind: 'passed', opening, counted, day: money?.day ?? null, isOver: overflow !== null };
}

/** A day in money can count only what has a bound. */
export function unboundedInDay({ opening, quotas }: HoldCase): Refused | null {
  if (!isUnboundedInDay(opening, quotas)) return null;
  return refusal('invalid_request', { reason: 'estimate_missing', model: opening.model });
}

function isUnboundedInDay({ price, estimate = null }: HoldOpening, { spent }: HoldCase['quotas']): boolean {
  return spent !== null && boundOf(price, estimate) === null;
}

const nothingTaken: PlanTaken = { kind: 'taken', counted: [], overflow: null };

/** null: this caller has no day in money. */
function takeFromMoney({ ask, opening, plan, quotas, desk, gate }: HoldCase): DayTaken | null {
  const { spent, subject } = quotas;
  const { daily } = plan;
  const { price, estimate = null } = opening;
  const bound = boundOf(price, estimate);
  if (spent === null || subject === null || daily === null || bound === null) return null;
  const { hints = null } = ask;
  const hinted = hints === null ? null : costOf(price, { usage: hints, reserved: mostMicrocredits }).charged;
  return takeFromDay({ plan, daily, rule: desk.spendingRule(daily), spent, subject, gate, hinted, bound });
}

/** Where another model is to do the work, and the server can serve it, the hold is of that one, at its price. */
function openingAfter(
  { ask, opening, openingOn, quotas }: HoldCase,
  overflow: PlanTaken['overflow'],
): HoldOpening | DayRefused {
  if (overflow === null) return opening;
  if (overflow.kind === 'grace') return { ...opening, isOnGrace: true };
  const { toModel, otherwise } = overflow;
  if (toModel === localModel) return opening.venue === 'local' ? opening : toLocal(otherwise);
  if (toModel === null || toModel === opening.model || ask.estimateOn === undefined)
    return { ...opening, degrade: { toModel } };
  const other = openingOn(toModel);
  return other === null || isUnboundedInDay(other, quotas) ? otherwise : other;
}

function toLocal({ params, ...no }: DayRefused): DayRefused {
  return { ...no, params: { ...params, degrade_to: localModel } };
}
