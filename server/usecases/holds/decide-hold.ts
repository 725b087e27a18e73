// The one decision about a charge: who pays, what the plan allows, whether the funds cover it, and what a repeat hears. Pure.
// The plan's limits come before the funds, and nothing is counted before all of them have said yes (I19).
import { takeMessage } from '../../domain/holds/allowance.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import { holdFromAllowance, holdFromPlanWithin, holdFromWallet } from '../../domain/holds/open-hold.ts';
import { boundOf } from '../../domain/holds/price.ts';
import { opensModel } from '../../domain/keys/api-key.ts';
import { lesser, noMicrocredits } from '../../domain/money.ts';
import { chargeable, countHeld } from '../../domain/plans/day-spending.ts';
import { grantsCredits } from '../../domain/plans/plan.ts';
import { type Wallet, available } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import type { ReserveWrite, StoredRefusal } from '../../storage/holds/hold-store.ts';
import { recounted } from '../plans/plan-desk.ts';
import { closedNow } from '../plans/plan-gate.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Caller } from '../caller.ts';
import { budgetsFor, hasRoom, overBudget, unboundedInBudget } from './budget-gate.ts';
import type { ChargeAnswer, Stands } from './charge.ts';
import type { HoldCase, UnpricedCase } from './hold-case.ts';
import { isSameUsage } from './metered-usage.ts';
import { type PlanPassed, passPlan, unboundedInDay } from './pass-plan.ts';
import { freeRemaining, personRemaining, remainingOf, walletRemaining, withCounts, withWallet } from './remaining.ts';

export type Decided = { readonly write: ReserveWrite | null; readonly answer: ChargeAnswer };

/** What can be decided without knowing the price; null: `decideHold` has to look. */
export function knownAnswer(asked: UnpricedCase): ChargeAnswer | null {
  const { ask, seen } = asked;
  // An unknown token is told so before anything else, and never falls back to free messages.
  if (ask.caller.kind === 'token' && seen.wallet === null) return { kind: 'payer_unknown' };
  return answeredBefore(asked);
}

/** Takes what `knownAnswer` says nothing to. */
export function decideHold(asked: HoldCase): Decided {
  const { ask } = asked;
  const closed = closedByPlan(asked);
  if (closed !== null) return { write: null, answer: closed };
  if (ask.caller.kind === 'user') return forPerson(asked);
  const passed = passPlan(asked);
  if (passed.kind === 'refused') return refused(asked, passed);
  return ask.caller.kind === 'token' ? fromWallet(asked, passed) : fromAllowance(asked);
}

/** The same question again gets the stored answer; anything else under this id, from anyone, the same blunt no. */
function answeredBefore(asked: UnpricedCase): ChargeAnswer | null {
  const { opening, seen } = asked;
  const stored = seen.hold ?? seen.refusal;
  if (stored === null) return null;
  const stands = standsOf(asked);
  const before = askedBefore(asked, stored);
  const isSame =
    stored.holder === opening.holder &&
    before.model === opening.model &&
    stored.venue === opening.venue &&
    isSameUsage(stored.estimate, before.estimate);
  if (!isSame) return { kind: 'conflict', stands };
  if (seen.hold !== null) return { kind: 'repeated', hold: seen.hold, stands };
  return seen.refusal && { kind: 'refused', refused: toRefused(seen.refusal, stands) };
}

/** The model that was asked for then, and what is estimated now for the one that the hold is of: a plan may have changed it. */
function askedBefore({ ask, opening }: UnpricedCase, stored: HoldRecord | StoredRefusal) {
  const fromModel = 'degrade' in stored ? stored.degrade?.fromModel : undefined;
  if (fromModel === undefined) return { model: stored.model, estimate: opening.estimate ?? null };
  return { model: fromModel, estimate: ask.estimateOn?.(stored.model) ?? null };
}

function closedByPlan(asked: HoldCase): ChargeAnswer | null {
  const { ask, plan, quotas, opening } = asked;
  const { work } = ask;
  const model = work.kind === 'model' ? work.model : null;
  const closed = closedNow({ plan, quotas, now: opening.now }, { route: work.route, model });
  const no = closed ?? closedToKey(ask.caller, model) ?? unboundedInDay(asked) ?? unboundedInBudget(asked);
  return no && { kind: 'refused', refused: { ...no, ...standsOf(asked) } };
}

/** An API key may be limited to some models. */
function closedToKey(caller: Caller, model: string | null): Refused | null {
  const key = caller.kind === 'user' ? caller.key : null;
  if (key === null || opensModel(key.models, model)) return null;
  return refusal('forbidden', { reason: 'model_not_in_key', model: model ?? '' });
}

function fromWallet(asked: HoldCase, { opening, day }: PlanPassed): Decided {
  const { seen } = asked;
  invariant(seen.wallet !== null, 'there is no wallet to hold in');
  const made = holdFromWallet(opening, seen.wallet, { day });
  if (made !== null) return held(asked, { ...made, allowances: [], remaining: walletRemaining(made.posting.after) });
  const bound = boundOf(opening.price, opening.estimate ?? null) ?? noMicrocredits;
  const most = day === null ? null : chargeable(day.terms, day.spent);
  const params = { needed_microcredits: lesser(bound, most ?? bound), available_microcredits: available(seen.wallet) };
  return refused(asked, refusal('credits_exhausted', params));
}

/**
 * First a wallet that can pay everything, and the plan while it includes the request; the operator sets which of the two is asked
 * first, but what a plan grants would never be spent behind that plan. Then the plan, on its grace or with another model. Last a
 * wallet that can pay a part. What a wallet pays for counts only in the plan's minute.
 */
function forPerson(asked: HoldCase): Decided {
  const { opening, seen, walletsPay } = asked;
  const bound = boundOf(opening.price, opening.estimate ?? null);
  // What costs nothing needs no wallet, and what has no bound cannot be held in one.
  const wallets = bound === null || bound === 0 ? [] : (seen.wallets ?? []);
  const whole = wallets.filter(
    (wallet) => bound !== null && bound <= available(wallet) && hasRoom(asked, wallet, bound),
  );
  const before = walletsPay === 'first' || grantsToThem(asked) ? fromFirst(asked, whole) : null;
  if (before !== null) return before;
  const passed = passPlan(asked);
  const isIncluded = passed.kind === 'passed' && !passed.isOver;
  const after = isIncluded ? null : fromFirst(asked, whole);
  if (after !== null) return after;
  const last = passed.kind === 'passed' ? fromPlan(asked, passed) : fromFirst(asked, wallets);
  if (last !== null) return last;
  const no = overBudget(asked, { wallets, passed }) ?? (passed.kind === 'refused' ? passed : null);
  invariant(no !== null, 'there is no reason for a no');
  return refused(asked, no);
}

/** A plan that only a proof names has no cycles. */
function grantsToThem({ plan, quotas }: HoldCase): boolean {
  return grantsCredits(plan) && (quotas.subscribed ?? quotas.assigned) === plan.id;
}

/** The first of these wallets that can pay, if only for a lower limit of the output; null: none can. */
function fromFirst(asked: HoldCase, wallets: readonly Wallet[]): Decided | null {
  for (const wallet of wallets) {
    const made = holdFromWallet(asked.opening, wallet, { budgets: budgetsFor(asked, wallet) });
    if (made === null) continue;
    const remaining = personRemaining(withWallet(asked.seen.wallets ?? [], made.posting.after));
    return held(asked, { ...made, allowances: [], remaining });
  }
  return null;
}

function fromAllowance(asked: HoldCase): Decided {
  const { opening, seen, free } = asked;
  const { now } = opening;
  if (free.limit === 0) return refused(asked, refusal('free_exhausted', { reason: 'none_offered', limit: 0 }));
  const taken = takeMessage(seen.allowances, free, now);
  if (taken.kind === 'exhausted') {
    const whose = taken.key.startsWith('client:') ? 'client' : 'network';
    const params = { reason: 'used_up', limit: free.limit, whose, resets_at: taken.resetsAt } as const;
    return refused(asked, refusal('free_exhausted', params));
  }
  const hold = holdFromAllowance(opening, taken.counts);
  const remaining = freeRemaining(withCounts(seen.allowances, taken.counts), free, now);
  return held(asked, { hold, posting: null, allowances: taken.counts, remaining });
}

/** null: the budget of an API key has no room for it. */
function fromPlan(asked: HoldCase, { opening, counted, day }: PlanPassed): Decided | null {
  const hold = holdFromPlanWithin(opening, { planId: asked.plan.id, counted, day }, budgetsFor(asked, null));
  if (hold === null) return null;
  const remaining = personRemaining(asked.seen.wallets ?? []);
  return held(asked, { hold, posting: null, allowances: [], remaining });
}

type Made = Pick<Extract<ReserveWrite, { kind: 'hold' }>, 'hold' | 'posting' | 'allowances'> &
  Pick<Stands, 'remaining'>;

/** The message is counted in its minute and, where a plan pays, in the plan's windows. */
function held({ quotas, plan, desk }: HoldCase, made: Made): Decided {
  const { hold, posting, allowances, remaining } = made;
  const windows = countedBy(hold);
  const counted = [{ key: quotas.minute.key, endsAt: quotas.minute.endsAt }, ...windows];
  const minute = { ...quotas.minute, used: quotas.minute.used + 1 };
  const standing = desk.standing(plan, { minute, counts: recounted(quotas.counts, windows, 1) });
  return {
    write: { kind: 'hold', hold, posting, allowances, counted, spent: hold.day && countHeld(hold.day) },
    answer: { kind: 'held', hold, stands: { remaining, plan: standing } },
  };
}

function countedBy({ payer }: HoldRecord) {
  return payer.kind === 'plan' ? payer.counted : [];
}

function refused(asked: HoldCase, { code, params }: Refused): Decided {
  const { id, holder, model, venue, now, estimate = null } = asked.opening;
  const stored: StoredRefusal = { id, holder, model, venue, estimate, code, params, at: now };
  return {
    write: asked.ask.keepsRefusals ? { kind: 'refusal', refusal: stored } : null,
    answer: { kind: 'refused', refused: toRefused(stored, standsOf(asked)) },
  };
}

function toRefused({ code, params }: StoredRefusal, stands: Stands): Refused {
  return { ...refusal(code, params), ...stands };
}

function standsOf({ opening, seen, plan, quotas, desk, free }: UnpricedCase): Stands {
  return { remaining: remainingOf(seen, free, opening.now), plan: desk.standing(plan, quotas) };
}
