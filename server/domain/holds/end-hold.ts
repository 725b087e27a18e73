// The one end of a hold: what is charged, what is given back, and what it comes to in a plan's day of money.
import { invariant } from '../../lib/invariant.ts';
import { settleBudget } from '../budgets/budget.ts';
import type { Microcredits } from '../../contract/money.ts';
import { lesser, loss, mostMicrocredits, noMicrocredits } from '../money.ts';
import { type DaySpent, countEnded, settleDay } from '../plans/day-spending.ts';
import {
  type Posting,
  type Transfer,
  type Wallet,
  post,
  revenueAccount,
  transferRef,
  walletAccount,
} from '../wallets/ledger.ts';
import { type AllowanceSeen, giveMessageBack } from './allowance.ts';
import { type EndedHold, type HoldEnding, type HoldRecord, isHoldDue } from './hold.ts';
import { type MeteredUsage, type Price, boundOf, costOf } from './price.ts';

/**
 * Ends a hold that is still held. null: it has ended already, and the stored outcome is the answer (I4).
 * A capture or a release that comes after the hold's time finds it expired, whether or not the sweeper came by.
 */
export function endHold(
  hold: HoldRecord,
  asked: HoldEnding,
  at: Moment & { readonly wallet: Wallet | null; readonly allowances: readonly AllowanceSeen[] },
): EndedHold | null {
  if (hold.state !== 'held') return null;
  const isDue = isHoldDue(hold, at.now);
  if (asked.kind === 'expire' && !isDue) return null;
  const { hold: done, spent, overdraft } = endedHold(hold, isDue ? { kind: 'expire' } : asked, at);
  const { hold: ended, budgetChange } = settledInBudgets(done);
  return {
    budgetChange,
    hold: ended,
    posting: hold.payer.kind === 'wallet' ? settle(ended, at.wallet) : null,
    allowances:
      hold.payer.kind === 'free' && ended.state !== 'captured'
        ? giveMessageBack(hold.payer.counted, at.allowances)
        : [],
    givenBack: hold.payer.kind === 'plan' && ended.state !== 'captured' ? hold.payer.counted : [],
    spent,
    overdraft,
  };
}

/** Of a hold that has ended: what it came to, in the place of its bound. */
function settledInBudgets(hold: HoldRecord): Required<Pick<EndedHold, 'hold' | 'budgetChange'>> {
  if (hold.budget === null) return { hold, budgetChange: null };
  const { budget, change } = settleBudget(hold.budget, hold.state === 'captured' ? hold.worth : null);
  return { hold: { ...hold, budget }, budgetChange: change };
}

type EndedInDay = Pick<EndedHold, 'hold' | 'spent' | 'overdraft'>;
/** `day` is there where the hold counts in one. */
type Moment = { readonly now: number; readonly day?: DaySpent | null };

function endedHold(hold: HoldRecord, ending: HoldEnding, at: Moment): EndedInDay {
  switch (ending.kind) {
    case 'capture':
      return captured(hold, ending, at);
    case 'release':
      return uncharged({ ...hold, state: 'released', endedAt: at.now, outcome: ending.reason });
    case 'expire':
      return uncharged({ ...hold, state: 'expired', endedAt: at.now, outcome: 'expired' });
  }
}

/** It counts nothing in its day any more. */
function uncharged(hold: HoldRecord): EndedInDay {
  if (hold.day === null) return { hold, spent: null, overdraft: null };
  const day = { ...hold.day, counted: noMicrocredits };
  return { hold: { ...hold, day }, spent: countEnded(day, hold.day.counted, null), overdraft: null };
}

function captured(hold: HoldRecord, ending: Extract<HoldEnding, { kind: 'capture' }>, at: Moment): EndedInDay {
  const { usage, outcome, price = hold.price, upstream = null } = ending;
  const ended = { ...hold, state: 'captured', endedAt: at.now, outcome, upstream, usage } as const;
  if (hold.day === null) {
    const { charged, overrun } = costOf(price, { usage, reserved: hold.amount });
    invariant(charged <= hold.amount, () => `hold ${hold.id} would cost ${charged} of ${hold.amount}`);
    // Messages of a plan or of the free allowance cost no money, so there is nothing to overrun.
    const isPaid = hold.payer.kind === 'wallet';
    const beyond = isPaid ? overrun : noMicrocredits;
    const worth = isPaid ? charged : worthOf(hold, { usage, price });
    return { hold: { ...ended, captured: charged, worth, overrun: beyond }, spent: null, overdraft: null };
  }
  invariant(at.day != null, `hold ${hold.id} has lost its day`);
  const { charged: cost, overrun } = costOf(price, { usage, reserved: hold.day.counted });
  const { charged, overdraft } = settleDay(hold.day, at.day, cost);
  const day = { ...hold.day, counted: cost };
  return {
    // The sums of a day may have been forgotten since, under a clock that was put back: no more than the amount is charged.
    hold: { ...ended, day, captured: lesser(charged, hold.amount), worth: cost, overrun },
    spent: countEnded(day, hold.day.counted, { overdraft }),
    overdraft,
  };
}

/** The price of a use that nobody pays for: at most its bound, where it has one. */
function worthOf(
  hold: HoldRecord,
  { usage, price }: { readonly usage: MeteredUsage; readonly price: Price },
): Microcredits {
  return costOf(price, { usage, reserved: boundOf(hold.price, hold.estimate) ?? mostMicrocredits }).charged;
}

/** The whole hold leaves `held`; what was captured leaves the balance, and so the rest is returned in the same step. */
function settle(ended: HoldRecord, wallet: Wallet | null): Posting {
  invariant(wallet !== null, `hold ${ended.id} has lost its wallet`);
  const charge: Transfer = {
    ref: transferRef('hold', ended.id),
    from: walletAccount(wallet.id),
    to: revenueAccount,
    amount: ended.captured,
    cause: { code: 'charge', model: ended.model },
    at: ended.endedAt ?? ended.createdAt,
  };
  return post({ wallet, transfers: ended.captured > 0 ? [charge] : [], heldChange: loss(ended.amount) });
}
