// A charge in two steps: a hold reserves an upper bound and ends exactly once, captured, released or expired.
import type { Hold, HoldId } from '../../contract/holds/holds.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import { brand } from '../../lib/brand.ts';
import { type BudgetChange, type BudgetSeen, type HoldBudget, countIn, roomIn } from '../budgets/budget.ts';
import { invariant } from '../../lib/invariant.ts';
import type { AllowanceCount } from './allowance.ts';
import { type Posting, type Wallet, type WalletId, available, post } from '../wallets/ledger.ts';
import { gain, lesser, noMicrocredits } from '../money.ts';
import {
  type DaySpent,
  type DayTerms,
  type HoldDay,
  type Overdraft,
  type SpendingChange,
  chargeable,
} from '../plans/day-spending.ts';
import type { CounterWindow, PlanSubject } from '../plans/plan.ts';
import { type MeteredUsage, type Price, affordableOutput, boundOf, noUsage } from './price.ts';

/** Who made a hold; nobody else may see or end it. Anonymous people are known by their client id, in any network. */
export type HolderKey = string & { readonly __brand: 'HolderKey' };
export const tokenHolder = (hash: TokenHash): HolderKey => brand(`token:${hash}`);
export const clientHolder = (client: string): HolderKey => brand(`client:${client}`);
export const subjectHolder = (subject: PlanSubject): HolderKey => brand(subject);

/** All that it takes to find a hold and to end it. */
export type HoldRef = { readonly id: HoldId; readonly holder: HolderKey };

/** What pays: a wallet, one message of the free allowance under the keys that counted it, or one of a plan's in its windows. */
export type HoldPayer =
  | { readonly kind: 'wallet'; readonly walletId: WalletId }
  | { readonly kind: 'free'; readonly counted: readonly AllowanceCount[] }
  | { readonly kind: 'plan'; readonly planId: PlanId; readonly counted: readonly CounterWindow[] };

/** Who used what a hold is for, whoever pays for it. Each is null where there is none. */
export type UsedBy = { readonly user: string | null; readonly team: string | null; readonly key: string | null };

/**
 * Times are epoch milliseconds. `outcome` is how the work ended, in the caller's word. `estimate` is what was asked with;
 * `outputLimit` the lower limit, in tokens, that the wallet affords, null where the asked one stands.
 */
export type HoldRecord = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly state: Hold['state'];
  readonly model: string;
  readonly venue: Hold['venue'];
  readonly price: Price;
  /** The id of the price rule that decided; null where the work brought its own price, and in files from before this was kept. */
  readonly priceRule: string | null;
  /** The upstream that made the answer, by the operator's name for it; null: not reported. */
  readonly upstream: string | null;
  readonly estimate: MeteredUsage | null;
  readonly payer: HoldPayer;
  /** null: somebody who has not proven who they are, or a token. */
  readonly usedBy: UsedBy | null;
  readonly amount: Microcredits;
  readonly outputLimit: number | null;
  /**
   * A plan's day is used up, and it asks for another model; null inside: it names none. `fromModel` is there where the hold is
   * already of the other model, and is the one that was asked for: the work is to be done by the hold's own model.
   */
  readonly degrade: { readonly toModel: string | null; readonly fromModel?: string } | null;
  /** The plan's day is used up, and this is served on its grace. */
  readonly isOnGrace: boolean;
  /** What it counts in a plan's day of money; null: there is none. */
  readonly day: HoldDay | null;
  /** What it counts in the budgets of an API key or of a team's member; null: there are none. */
  readonly budget: HoldBudget | null;
  readonly captured: Microcredits;
  /** What the use came to by its price, up to the bound, whoever paid: what is captured, and what a plan or the free allowance gave. */
  readonly worth: Microcredits;
  /** What the use came to beyond the bound; never charged. */
  readonly overrun: Microcredits;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
  readonly usage: MeteredUsage;
};

/**
 * `price`: what the seller names only now, in place of the price that was held for. No more is charged than was held.
 * `upstream`: who made the answer.
 */
export type HoldEnding =
  | {
      readonly kind: 'capture';
      readonly usage: MeteredUsage;
      readonly outcome: string;
      readonly price?: Price;
      readonly upstream?: string;
    }
  | { readonly kind: 'release'; readonly reason: string }
  | { readonly kind: 'expire' };

/**
 * What ending a hold writes, or keeping it open for longer. `givenBack`: the plan windows that counted its message. `spent`: what
 * changes in the sums of its day, and `overdraft` by how much it went beyond them.
 */
export type EndedHold = {
  readonly hold: HoldRecord;
  readonly posting: Posting | null;
  readonly allowances: readonly AllowanceCount[];
  readonly givenBack: readonly CounterWindow[];
  readonly spent: SpendingChange | null;
  readonly overdraft: Overdraft | null;
  /** What changes in the sums of its budgets. */
  readonly budgetChange?: BudgetChange | null;
};

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

/**
 * Keeps a hold open until `until`, never less long than it was and never beyond its greatest age.
 * null: it has ended, or its time is up, and so there is nothing to extend.
 */
export function extendHold(
  hold: HoldRecord,
  asked: { readonly now: number; readonly until: number; readonly ageMaxMs: number },
): EndedHold | null {
  if (hold.state !== 'held' || isHoldDue(hold, asked.now)) return null;
  const expiresAt = Math.max(hold.expiresAt, Math.min(asked.until, hold.createdAt + asked.ageMaxMs));
  return {
    hold: { ...hold, expiresAt },
    posting: null,
    allowances: [],
    givenBack: [],
    spent: null,
    overdraft: null,
    budgetChange: null,
  };
}

/** What a plan did when its day was used up; null: it was not. */
export function overflowOf({
  degrade,
  isOnGrace,
}: Pick<HoldRecord, 'degrade' | 'isOnGrace'>): 'grace' | 'degrade' | null {
  if (degrade !== null) return 'degrade';
  return isOnGrace ? 'grace' : null;
}

/** Its time is up; or the clock was put back so far that waiting for it could take for ever (I7). */
export function isHoldDue(hold: Pick<HoldRecord, 'createdAt' | 'expiresAt'>, now: number): boolean {
  return now >= hold.expiresAt || hold.createdAt - now >= hold.expiresAt - hold.createdAt;
}

const sources = { wallet: 'pro', free: 'free', plan: 'plan' } as const;

export function toHold(hold: HoldRecord): Hold {
  return {
    id: hold.id,
    state: hold.state,
    source: sources[hold.payer.kind],
    model: hold.model,
    venue: hold.venue,
    amount_microcredits: hold.amount,
    captured_microcredits: hold.captured,
    ...(hold.overrun === 0 ? {} : { overrun_microcredits: hold.overrun }),
    ...(hold.outputLimit === null ? {} : { output_limit_tokens: hold.outputLimit }),
    ...(hold.degrade === null ? {} : { degraded: true, degrade_to_model: hold.degrade.toModel }),
    created_at: hold.createdAt,
    expires_at: hold.expiresAt,
    ended_at: hold.endedAt,
  };
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
