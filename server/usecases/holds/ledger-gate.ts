// The gate over the ledger itself: locks are holds of an agreed amount on a wallet, or of one message of a plan.
// The plan's limits come first, and nothing is counted or locked before all of them have said yes (I19).
import type { Plan } from '../../contract/plans/plans.ts';
import {
  type HolderKey,
  type HoldOpening,
  type HoldRecord,
  endHold,
  extendHold,
  holdFromPlan,
  holdFromWallet,
} from '../../domain/holds/hold.ts';
import { available } from '../../domain/wallets/ledger.ts';
import { noMicrocredits } from '../../domain/money.ts';
import type { Price } from '../../domain/holds/price.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { SettledEnding } from '../../storage/holds/settlement-outbox.ts';
import type { HoldStore, ReserveSeen, ReserveWrite } from '../../storage/holds/hold-store.ts';
import type { PlanSeen } from '../../storage/plans/plan-store.ts';
import { payerOf } from './holder.ts';
import { closedNow, takeFromPlan } from '../plans/plan-gate.ts';
import { type PlanDesk, recounted } from '../plans/plan-desk.ts';
import { refusal } from '../refusal.ts';
import { planRemaining, walletRemaining } from './remaining.ts';
import type { Caller } from '../caller.ts';
import type { EndAnswer, ExtendAnswer, HoldGate, LockAnswer, LockAsk, Stands } from './hold-gate.ts';

type GateDeps = {
  readonly storage: Pick<HoldStore, 'reserveHold' | 'endHold'>;
  readonly clock: Clock;
  readonly desk: PlanDesk;
};

export function createLedgerGate({ storage, clock, desk }: GateDeps): HoldGate {
  return {
    lock(ask) {
      const caller: Caller = ask.user ?? { kind: 'token', tokenHash: ask.wallet };
      const now = clock.now();
      return storage.reserveHold({ id: ask.id, payer: payerOf(caller), plan: desk.ask(caller, now) }, (seen) => {
        invariant(seen.plan !== null, 'no plan was looked at');
        return decide(ask, { seen, quotas: seen.plan, plan: desk.planFor(caller, seen.plan), desk, now });
      });
    },
    extend: (lock, { ttlMs, ageMaxMs }) =>
      storage.endHold<ExtendAnswer>(lock.id, (seen) => {
        if (seen?.hold.holder !== holderOf(lock)) return { write: null, answer: { kind: 'over' } };
        const now = clock.now();
        const write = extendHold(seen.hold, { now, until: now + ttlMs, ageMaxMs });
        return {
          write,
          answer: write === null ? { kind: 'over' } : { kind: 'open', leftMs: write.hold.expiresAt - now },
        };
      }),
    end: (lock, ending) =>
      storage.endHold<EndAnswer>(lock.id, (seen) => {
        if (seen?.hold.holder !== holderOf(lock)) return { write: null, answer: { kind: 'lock_unknown' } };
        const { wallet, allowances } = seen;
        const ended = endHold(priced(seen.hold, ending), ending, { now: clock.now(), wallet, allowances });
        const { state, captured } = ended?.hold ?? seen.hold;
        return { write: ended, answer: { kind: 'ended', state, captured } };
      }),
  };
}

type Case = {
  readonly seen: ReserveSeen;
  readonly quotas: PlanSeen;
  readonly plan: Plan;
  readonly desk: PlanDesk;
  readonly now: number;
};
type Decided = { readonly write: ReserveWrite | null; readonly answer: LockAnswer };

/** A no is not remembered: whoever has bought credits since may ask again under the same key. */
function decide(ask: LockAsk, at: Case): Decided {
  const { hold, refusal: stored, wallet } = at.seen;
  if (wallet === null && ask.user === null) return no({ kind: 'payer_unknown' });
  const stands: Stands = {
    remaining: wallet === null ? planRemaining : walletRemaining(wallet),
    plan: at.desk.standing(at.plan, at.quotas),
  };
  if (hold !== null)
    return no(
      hold.holder === holderOf(ask) ? { kind: 'repeated', state: hold.state, stands } : { kind: 'conflict', stands },
    );
  if (stored !== null) return no({ kind: 'conflict', stands });
  const closed = closedNow(at, { route: ask.label, model: null });
  if (closed !== null) return no({ kind: 'closed', refused: closed, stands });
  return wallet === null ? fromPlan(ask, at, stands) : fromWallet(ask, at, stands);
}

function fromWallet(ask: LockAsk, at: Case, stands: Stands): Decided {
  const { wallet } = at.seen;
  invariant(wallet !== null, 'there is no wallet to lock in');
  const made = holdFromWallet(openingOf(ask, at.now), wallet);
  if (made === null) return no({ kind: 'insufficient', free: available(wallet), stands });
  return locked(ask, at, { ...made, remaining: walletRemaining(made.posting.after) });
}

function fromPlan(ask: LockAsk, at: Case, stands: Stands): Decided {
  const taken = takeFromPlan(at);
  if (taken.kind === 'full') {
    const { code, detail, resetsAt } = taken;
    return no({ kind: 'closed', refused: { ...refusal(code, detail), resetsAt }, stands });
  }
  const { counted, degrade } = taken;
  const opening = openingOf({ ...ask, amount: noMicrocredits }, at.now);
  const hold = holdFromPlan(opening, { planId: at.plan.id, counted, degrade });
  return locked(ask, at, { hold, posting: null, remaining: planRemaining });
}

type Made = Pick<Extract<ReserveWrite, { readonly kind: 'hold' }>, 'hold' | 'posting'> & Pick<Stands, 'remaining'>;

/** Counted in the payer's minute, which the holds API counts in as well, and where a plan pays in its windows. */
function locked({ id, wallet, digest }: LockAsk, at: Case, { hold, posting, remaining }: Made): Decided {
  const { quotas, plan, desk } = at;
  const windows = hold.payer.kind === 'plan' ? hold.payer.counted : [];
  const minute = { ...quotas.minute, used: quotas.minute.used + 1 };
  const counted = [{ key: minute.key, endsAt: minute.endsAt }, ...windows];
  const standing = desk.standing(plan, { minute, counts: recounted(quotas.counts, windows, 1) });
  const { amount, expiresAt, degrade } = hold;
  return {
    write: { kind: 'hold', hold, posting, allowances: [], counted },
    answer: {
      kind: 'locked',
      lock: { id, wallet, digest, amount, expiresAt, degrade },
      stands: { remaining, plan: standing },
    },
  };
}

function openingOf(ask: LockAsk, now: number): HoldOpening {
  const { id, label: model, amount, ttlMs } = ask;
  return { id, holder: holderOf(ask), model, venue: 'hosted', price: flat(amount), now, ttlMs };
}

function no(answer: LockAnswer): Decided {
  return { write: null, answer };
}

/**
 * The request itself holds the lock, not the payer: through the holds API nobody can end it or see it, even who knows its id.
 * The digest makes another request under the same id somebody else.
 */
function holderOf({ wallet, digest }: Pick<LockAsk, 'wallet' | 'digest'>): HolderKey {
  return brand(`metered:${wallet}:${digest ?? ''}`);
}

/** The price is what the route says at the end; the domain sees to it that it is never more than was locked. */
function priced(hold: HoldRecord, ending: SettledEnding): HoldRecord {
  return ending.kind === 'capture' ? { ...hold, price: flat(ending.amount) } : hold;
}

function flat(perRequest: HoldRecord['amount']): Price {
  return { kind: 'flat', perRequest };
}
