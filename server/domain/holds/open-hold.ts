// How a hold is made: from a wallet, the free allowance, or a plan; in a plan's day of money and in budgets where there are any.
import type { Microcredits } from '../../contract/money.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import { invariant } from '../../lib/invariant.ts';
import { type BudgetSeen, countIn, roomIn } from '../budgets/budget.ts';
import { gain, lesser, noMicrocredits } from '../money.ts';
import { type DaySpent, type DayTerms, chargeable } from '../plans/day-spending.ts';
import type { CounterWindow } from '../plans/plan.ts';
import { type Posting, type Wallet, available, post } from '../wallets/ledger.ts';
import type { AllowanceCount } from './allowance.ts';
import type { HoldPayer, HoldRecord, UsedBy } from './hold.ts';
import { type MeteredUsage, affordableOutput, boundOf, noUsage } from './price.ts';

/** The day of money in which a hold is to count, as it is when the hold is made. */
export type DayAtHold = { readonly terms: DayTerms; readonly spent: DaySpent };

export type HoldOpening = Pick<HoldRecord, 'id' | 'holder' | 'model' | 'venue' | 'price'> & {
  readonly priceRule?: string | null;
  readonly usedBy?: UsedBy | null;
  readonly estimate?: MeteredUsage | null;
  readonly now: number;
  readonly ttlMs: number;
  readonly degrade?: HoldRecord['degrade'];
  readonly isOnGrace?: boolean;
};

/**
 * Reserve the price's bound in a wallet. Where it affords less than the full output, the output limit is lowered to what it
 * affords; null when it does not even afford one token. The bound must be known. What a plan's grace gives is not reserved.
 */
export function holdFromWallet(
  opening: HoldOpening,
  wallet: Wallet,
  { day = null, budgets = [] }: HoldLimits = {},
): { readonly hold: HoldRecord; readonly posting: Posting } | null {
  const most = day === null ? null : chargeable(day.terms, day.spent);
  const afforded = affordedBy(wallet, { opening, most, room: roomIn(budgets) });
  if (afforded === null) return null;
  const { bound, amount, outputLimit } = afforded;
  const payer = { kind: 'wallet', walletId: wallet.id } as const;
  const inDay = day && { ...day.terms, counted: bound };
  return {
    hold: { ...openHold(opening, payer), amount, outputLimit, day: inDay, budget: countIn(budgets, bound) },
    posting: post({ wallet, transfers: [], heldChange: gain(amount) }),
  };
}

/** In what else a hold counts, as it is when the hold is made. */
export type HoldLimits = { readonly day?: DayAtHold | null; readonly budgets?: readonly BudgetSeen[] };

type Afforded = Pick<HoldRecord, 'amount' | 'outputLimit'> & { readonly bound: Microcredits };

function affordedBy(
  wallet: Wallet,
  asked: { readonly opening: HoldOpening; readonly most: Microcredits | null; readonly room: Microcredits | null },
): Afforded | null {
  const { opening, most, room } = asked;
  const { price, estimate = null } = opening;
  const bound = knownBound(opening);
  const amount = lesser(bound, most ?? bound);
  const free = available(wallet);
  const affordable = lesser(free, room ?? free);
  if (amount <= free && bound <= (room ?? bound)) return { bound, amount, outputLimit: null };
  const lowered = estimate === null ? null : affordableOutput(price, { estimate, affordable });
  return lowered === null ? null : { bound: lowered.bound, amount: lowered.bound, outputLimit: lowered.outputTokens };
}

function knownBound({ id, price, estimate = null }: HoldOpening): Microcredits {
  const bound = boundOf(price, estimate);
  invariant(bound !== null, `hold ${id} has no bound`);
  return bound;
}

/** A message of the free allowance, already taken; it reserves no money. */
export function holdFromAllowance(opening: HoldOpening, counted: readonly AllowanceCount[]): HoldRecord {
  return openHold(opening, { kind: 'free', counted });
}

/**
 * A message of a plan, which its windows count; it reserves no money. Where the plan has a day of money, the amount is what it
 * may come to there, and the bound must be known.
 */
export function holdFromPlan(
  opening: HoldOpening,
  taken: {
    readonly planId: PlanId;
    readonly counted: readonly CounterWindow[];
    readonly day?: DayAtHold | null;
  },
): HoldRecord {
  const { planId, counted, day = null } = taken;
  const hold = openHold(opening, { kind: 'plan', planId, counted });
  return day === null ? hold : inDay(hold, { day, bound: knownBound(opening) });
}

function inDay(
  hold: HoldRecord,
  { day, bound }: { readonly day: DayAtHold; readonly bound: Microcredits },
): HoldRecord {
  const amount = lesser(bound, chargeable(day.terms, day.spent) ?? bound);
  return { ...hold, amount, day: { ...day.terms, counted: bound } };
}

/** The same where it counts in budgets too, which may lower its output limit; null: they have not even room for one token. */
export function holdFromPlanWithin(
  opening: HoldOpening,
  taken: Parameters<typeof holdFromPlan>[1],
  budgets: readonly BudgetSeen[],
): HoldRecord | null {
  if (budgets.length === 0) return holdFromPlan(opening, taken);
  const within = boundWithin(opening, roomIn(budgets));
  if (within === null) return null;
  const { bound, outputLimit } = within;
  const { day = null, ...plan } = taken;
  const hold = { ...holdFromPlan(opening, plan), outputLimit, budget: countIn(budgets, bound) };
  return day === null ? hold : inDay(hold, { day, bound });
}

/** The bound where there is room for it, or that of as much output as there is room for; null: there is not even room for one token. */
function boundWithin(opening: HoldOpening, room: Microcredits | null): Pick<Afforded, 'bound' | 'outputLimit'> | null {
  const { price, estimate = null } = opening;
  const bound = knownBound(opening);
  if (bound <= (room ?? bound)) return { bound, outputLimit: null };
  const lowered = estimate === null ? null : affordableOutput(price, { estimate, affordable: room ?? bound });
  return lowered && { bound: lowered.bound, outputLimit: lowered.outputTokens };
}

/** Written out: the rest of a record is copied property by property, which takes longer than all else that is decided here. */
function openHold(opening: HoldOpening, payer: HoldPayer): HoldRecord {
  const { id, holder, model, venue, price, now, ttlMs } = opening;
  const { priceRule = null, usedBy = null, estimate = null, degrade = null, isOnGrace = false } = opening;
  return {
    id,
    holder,
    model,
    venue,
    price,
    priceRule,
    upstream: null,
    estimate,
    payer,
    usedBy,
    state: 'held',
    amount: noMicrocredits,
    outputLimit: null,
    degrade,
    isOnGrace,
    day: null,
    budget: null,
    captured: noMicrocredits,
    worth: noMicrocredits,
    overrun: noMicrocredits,
    createdAt: now,
    expiresAt: now + ttlMs,
    endedAt: null,
    outcome: null,
    usage: noUsage,
  };
}
