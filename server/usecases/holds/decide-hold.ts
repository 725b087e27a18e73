// The one decision about a charge: who pays, what the plan allows, whether the funds cover it, and what a repeat hears. Pure.
// The plan's limits come before the funds, and nothing is counted before all of them have said yes (I19).
import type { Plan } from '../../contract/plans/plans.ts';
import { type AllowanceRule, takeMessage } from '../../domain/holds/allowance.ts';
import {
  type HoldOpening,
  type HoldRecord,
  holdFromAllowance,
  holdFromPlan,
  holdFromWallet,
} from '../../domain/holds/hold.ts';
import { boundOf } from '../../domain/holds/price.ts';
import { noMicrocredits } from '../../domain/money.ts';
import { available } from '../../domain/wallets/ledger.ts';
import { invariant } from '../../lib/invariant.ts';
import type { ReserveSeen, ReserveWrite, StoredRefusal } from '../../storage/holds/hold-store.ts';
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import { type PlanDesk, recounted } from '../plans/plan-desk.ts';
import { closedNow, takeFromPlan } from '../plans/plan-gate.ts';
import { sentences } from '../sentences.ts';
import type { Refused } from '../refusal.ts';
import type { ChargeAnswer, ChargeAsk, Shortage, Stands } from './charge.ts';
import { isSameUsage } from './metered-usage.ts';
import { freeRemaining, planRemaining, remainingOf, walletRemaining, withCounts } from './remaining.ts';

/** `opening` is what the ask comes to once its price is known; that price has a bound where a wallet pays. */
export type HoldCase = {
  readonly ask: ChargeAsk;
  readonly opening: HoldOpening;
  readonly seen: ReserveSeen;
  readonly quotas: PlanSeen;
  readonly plan: Plan;
  readonly desk: PlanDesk;
  readonly free: AllowanceRule;
};

type Decided = { readonly write: ReserveWrite | null; readonly answer: ChargeAnswer };

export function decideHold(asked: HoldCase): Decided {
  const { ask, seen } = asked;
  // An unknown token is told so before anything else, and never falls back to free messages.
  if (ask.caller.kind === 'token' && seen.wallet === null) return { write: null, answer: { kind: 'payer_unknown' } };
  const known = answeredBefore(asked) ?? closedByPlan(asked);
  if (known !== null) return { write: null, answer: known };
  switch (ask.caller.kind) {
    case 'token':
      return fromWallet(asked);
    case 'anonymous':
      return fromAllowance(asked);
    case 'user':
      return fromPlan(asked);
  }
}

/** The same question again gets the stored answer; anything else under this id, from anyone, the same blunt no. */
function answeredBefore(asked: HoldCase): ChargeAnswer | null {
  const { opening, seen } = asked;
  const stored = seen.hold ?? seen.refusal;
  if (stored === null) return null;
  const stands = standsOf(asked);
  const isSame =
    stored.holder === opening.holder &&
    stored.model === opening.model &&
    stored.venue === opening.venue &&
    isSameUsage(stored.estimate, opening.estimate ?? null);
  if (!isSame) return { kind: 'conflict', stands };
  if (seen.hold !== null) return { kind: 'repeated', hold: seen.hold, stands };
  return seen.refusal && { kind: 'refused', refused: toRefused(seen.refusal, stands), shortage: null };
}

function closedByPlan(asked: HoldCase): ChargeAnswer | null {
  const { ask, plan, quotas, opening } = asked;
  const { work } = ask;
  const model = work.kind === 'model' ? work.model : null;
  const no = closedNow({ plan, quotas, now: opening.now }, { route: work.route, model });
  return no && { kind: 'refused', refused: { ...no, ...standsOf(asked) }, shortage: null };
}

function fromWallet(asked: HoldCase): Decided {
  const { ask, opening, seen } = asked;
  invariant(seen.wallet !== null, 'there is no wallet to hold in');
  const made = holdFromWallet(opening, seen.wallet);
  if (made !== null) return held(asked, { ...made, allowances: [], remaining: walletRemaining(made.posting.after) });
  const needed = boundOf(opening.price, opening.estimate ?? null) ?? noMicrocredits;
  const shortage: Shortage = { needed, available: available(seen.wallet) };
  const told = ask.work.kind === 'model' ? sentences.creditsExhausted : sentences.estimateNotCovered;
  const detail = told(shortage.needed, shortage.available);
  return refused(asked, { code: 'credits_exhausted', detail, resetsAt: null }, shortage);
}

function fromAllowance(asked: HoldCase): Decided {
  const { opening, seen, free } = asked;
  const { now } = opening;
  if (free.limit === 0)
    return refused(asked, { code: 'free_exhausted', detail: sentences.noFreeMessages, resetsAt: null });
  const taken = takeMessage(seen.allowances, free, now);
  if (taken.kind === 'exhausted') {
    const { key, resetsAt } = taken;
    const detail = sentences.freeExhausted({ limit: free.limit, key, resetsAt, now });
    return refused(asked, { code: 'free_exhausted', detail, resetsAt });
  }
  const hold = holdFromAllowance(opening, taken.counts);
  const remaining = freeRemaining(withCounts(seen.allowances, taken.counts), free, now);
  return held(asked, { hold, posting: null, allowances: taken.counts, remaining });
}

function fromPlan(asked: HoldCase): Decided {
  const { opening, quotas, plan } = asked;
  const taken = takeFromPlan({ plan, quotas, now: opening.now });
  if (taken.kind === 'full') {
    const { code, detail, resetsAt } = taken;
    return refused(asked, { code, detail, resetsAt });
  }
  const { counted, degrade } = taken;
  const hold = holdFromPlan(opening, { planId: plan.id, counted, degrade });
  return held(asked, { hold, posting: null, allowances: [], remaining: planRemaining });
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
    write: { kind: 'hold', hold, posting, allowances, counted },
    answer: { kind: 'held', hold, stands: { remaining, plan: standing } },
  };
}

function countedBy({ payer }: HoldRecord) {
  return payer.kind === 'plan' ? payer.counted : [];
}

type No = Pick<StoredRefusal, 'code' | 'detail' | 'resetsAt'>;

function refused(asked: HoldCase, no: No, shortage: Shortage | null = null): Decided {
  const { id, holder, model, venue, now, estimate = null } = asked.opening;
  const stored: StoredRefusal = { id, holder, model, venue, estimate, at: now, ...no };
  return {
    write: asked.ask.keepsRefusals ? { kind: 'refusal', refusal: stored } : null,
    answer: { kind: 'refused', refused: toRefused(stored, standsOf(asked)), shortage },
  };
}

function toRefused({ code, detail, resetsAt }: No, stands: Stands): Refused {
  return { kind: 'refused', code, detail, ...stands, ...(resetsAt === null ? {} : { resetsAt }) };
}

function standsOf({ opening, seen, plan, quotas, desk, free }: HoldCase): Stands {
  return { remaining: remainingOf(seen, free, opening.now), plan: desk.standing(plan, quotas) };
}
