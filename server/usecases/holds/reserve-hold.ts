// Reserves the price of one message, once per hold id: whoever asks again hears the same answer, a no included.
// The plan's limits come before the funds, and nothing is counted before all of them have said yes (I19).
import type { Plan } from '../../contract/plans/plans.ts';
import { takeMessage } from '../../domain/holds/allowance.ts';
import {
  type HoldOpening,
  type HoldRecord,
  holdFromAllowance,
  holdFromPlan,
  holdFromWallet,
  toHold,
} from '../../domain/holds/hold.ts';
import { available } from '../../domain/wallets/ledger.ts';
import { noMicrocredits } from '../../domain/money.ts';
import { boundOf, priceFor } from '../../domain/holds/price.ts';
import { invariant } from '../../lib/invariant.ts';
import type { HoldStore, ReserveSeen, ReserveWrite, StoredRefusal } from '../../storage/holds/hold-store.ts';
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import { holderOf, payerOf } from './holder.ts';
import { isSameUsage, toEstimate } from './metered-usage.ts';
import { type PlanDesk, recounted } from '../plans/plan-desk.ts';
import { closedNow, takeFromPlan } from '../plans/plan-gate.ts';
import { refusal, type Refused } from '../refusal.ts';
import { allowanceRule, freeRemaining, planRemaining, walletRemaining, withCounts } from './remaining.ts';
import { sentences } from '../sentences.ts';
import type { Clock } from '../../lib/clock.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { z } from 'zod';
import type { Estimate, HoldId } from '../../contract/holds/holds.ts';
import type { Caller } from '../caller.ts';
import type { HoldAnswered } from './hold-answered.ts';

type Answer = HoldAnswered | Refused;
type Decided = { readonly write: ReserveWrite | null; readonly answer: Answer };

/** `route` names a metered route, which a plan may close; left out for the holds API itself. */
export type HoldAsked = {
  readonly id: HoldId;
  readonly model: string;
  readonly venue: 'local' | 'hosted';
  readonly estimate?: z.infer<typeof Estimate> | undefined;
  readonly route?: string | undefined;
};

type Reserving = {
  readonly storage: Pick<HoldStore, 'reserveHold'>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly desk: PlanDesk;
};

export function reserveHold({ storage, clock, config, desk }: Reserving) {
  return async (caller: Caller, { id, model, venue, estimate, route }: HoldAsked): Promise<Answer> => {
    const price = priceFor(config.priceRules, { model, venue });
    if (price === null) return refusal('model_unknown', sentences.modelUnknown(model));
    const now = clock.now();
    const opening: HoldOpening = {
      id,
      model,
      venue,
      price,
      estimate: toEstimate(estimate),
      holder: holderOf(caller),
      now,
      ttlMs: config.holdTtlMs,
    };
    if (caller.kind === 'token' && boundOf(price, opening.estimate ?? null) === null)
      return refusal('invalid_request', sentences.estimateMissing(model));
    return storage.reserveHold({ id, payer: payerOf(caller), plan: desk.ask(caller, now) }, (seen) => {
      invariant(seen.plan !== null, 'no plan was looked at');
      const plan = desk.planFor(caller, seen.plan);
      return decide(caller, { opening, seen, quotas: seen.plan, plan, route: route ?? null, config, desk });
    });
  };
}

type Case = {
  readonly opening: HoldOpening;
  readonly seen: ReserveSeen;
  readonly quotas: PlanSeen;
  readonly plan: Plan;
  readonly route: string | null;
  readonly config: UsecaseConfig;
  readonly desk: PlanDesk;
};

function decide(caller: Caller, asked: Case): Decided {
  // A bad token is told so before anything else, and never falls back to free messages.
  if (caller.kind === 'token' && asked.seen.wallet === null)
    return { write: null, answer: refusal('token_rejected', sentences.tokenUnknown) };
  const stored = asked.seen.hold ?? asked.seen.refusal;
  if (stored !== null) return { write: null, answer: repeated(asked) };
  const closed = closedByPlan(asked);
  if (closed !== null) return { write: null, answer: closed };
  switch (caller.kind) {
    case 'token':
      return fromWallet(asked);
    case 'anonymous':
      return fromAllowance(asked);
    case 'user':
      return fromPlan(asked);
  }
}

/** The same question again gets the stored answer; anything else under this id, from anyone, the same blunt no. */
function repeated(asked: Case): Answer {
  const { opening, seen } = asked;
  const stored = seen.hold ?? seen.refusal;
  const isSame =
    stored?.holder === opening.holder &&
    stored.model === opening.model &&
    stored.venue === opening.venue &&
    isSameUsage(stored.estimate, opening.estimate ?? null);
  if (!isSame) return refusal('idempotency_conflict', sentences.holdConflict);
  const stands = { remaining: remainingOf(asked), plan: asked.desk.standing(asked.plan, asked.quotas) };
  if (seen.hold !== null) return { kind: 'answered', hold: toHold(seen.hold), isNew: false, ...stands };
  if (seen.refusal === null) return refusal('idempotency_conflict', sentences.holdConflict);
  return toRefused(seen.refusal, stands);
}

function closedByPlan(asked: Case): Refused | null {
  const { plan, quotas, opening, route, desk } = asked;
  const no = closedNow({ plan, quotas, now: opening.now }, { route, model: opening.model });
  return no && { ...no, remaining: remainingOf(asked), plan: desk.standing(plan, quotas) };
}

function fromWallet(asked: Case): Decided {
  const { opening, seen } = asked;
  if (seen.wallet === null) return { write: null, answer: refusal('token_rejected', sentences.tokenUnknown) };
  const made = holdFromWallet(opening, seen.wallet);
  if (made === null) {
    const needed = boundOf(opening.price, opening.estimate ?? null) ?? noMicrocredits;
    const detail = sentences.creditsExhausted(needed, available(seen.wallet));
    return refused(asked, { code: 'credits_exhausted', detail, resetsAt: null });
  }
  const remaining = walletRemaining(made.posting.after);
  return reserved(asked, { ...made, allowances: [], remaining });
}

function fromAllowance(asked: Case): Decided {
  const { opening, seen, config } = asked;
  const { now } = opening;
  const rule = allowanceRule(config);
  if (rule.limit === 0)
    return refused(asked, { code: 'free_exhausted', detail: sentences.noFreeMessages, resetsAt: null });
  const taken = takeMessage(seen.allowances, rule, now);
  if (taken.kind === 'exhausted') {
    const detail = sentences.freeExhausted({ limit: rule.limit, key: taken.key, resetsAt: taken.resetsAt, now });
    return refused(asked, { code: 'free_exhausted', detail, resetsAt: taken.resetsAt });
  }
  const hold = holdFromAllowance(opening, taken.counts);
  const remaining = freeRemaining(withCounts(seen.allowances, taken.counts), rule, now);
  return reserved(asked, { hold, posting: null, allowances: taken.counts, remaining });
}

function fromPlan(asked: Case): Decided {
  const { opening, quotas, plan } = asked;
  const taken = takeFromPlan({ plan, quotas, now: opening.now });
  if (taken.kind === 'full') {
    const { code, detail, resetsAt } = taken;
    return refused(asked, { code, detail, resetsAt });
  }
  const { counted, degrade } = taken;
  const hold = holdFromPlan(opening, { planId: plan.id, counted, degrade });
  return reserved(asked, { hold, posting: null, allowances: [], remaining: planRemaining });
}

type Reserved = Pick<Extract<ReserveWrite, { kind: 'hold' }>, 'hold' | 'posting' | 'allowances'> &
  Pick<HoldAnswered, 'remaining'>;

/** The message is counted in its minute and, where a plan pays, in the plan's windows. */
function reserved({ quotas, plan, desk }: Case, made: Reserved): Decided {
  const { hold, posting, allowances, remaining } = made;
  const windows = countedBy(hold);
  const counted = [{ key: quotas.minute.key, endsAt: quotas.minute.endsAt }, ...windows];
  const minute = { ...quotas.minute, used: quotas.minute.used + 1 };
  return {
    write: { kind: 'hold', hold, posting, allowances, counted },
    answer: {
      kind: 'answered',
      hold: toHold(hold),
      isNew: true,
      remaining,
      plan: desk.standing(plan, { minute, counts: recounted(quotas.counts, windows, 1) }),
    },
  };
}

function countedBy({ payer }: HoldRecord) {
  return payer.kind === 'plan' ? payer.counted : [];
}

function refused(asked: Case, no: Pick<StoredRefusal, 'code' | 'detail' | 'resetsAt'>): Decided {
  const { id, holder, model, venue, now, estimate = null } = asked.opening;
  const stored: StoredRefusal = { id, holder, model, venue, estimate, at: now, ...no };
  const plan = asked.desk.standing(asked.plan, asked.quotas);
  return {
    write: { kind: 'refusal', refusal: stored },
    answer: toRefused(stored, { remaining: remainingOf(asked), plan }),
  };
}

function remainingOf({ opening, seen, config }: Case): HoldAnswered['remaining'] {
  if (seen.wallet !== null) return walletRemaining(seen.wallet);
  return seen.allowances.length > 0
    ? freeRemaining(seen.allowances, allowanceRule(config), opening.now)
    : planRemaining;
}

function toRefused(no: StoredRefusal, stands: Pick<HoldAnswered, 'remaining' | 'plan'>): Refused {
  const { code, detail, resetsAt } = no;
  return { kind: 'refused', code, detail, ...stands, ...(resetsAt === null ? {} : { resetsAt }) };
}
