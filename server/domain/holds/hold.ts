// A charge in two steps: a hold reserves an upper bound (open-hold.ts) and ends exactly once (end-hold.ts), captured, released or expired.
import type { Hold, HoldId } from '../../contract/holds/holds.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import { brand } from '../../lib/brand.ts';
import type { BudgetChange, HoldBudget } from '../budgets/budget.ts';
import type { HoldDay, Overdraft, SpendingChange } from '../plans/day-spending.ts';
import type { CounterWindow, PlanSubject } from '../plans/plan.ts';
import type { Posting, WalletId } from '../wallets/ledger.ts';
import type { AllowanceCount } from './allowance.ts';
import type { MeteredUsage, Price } from './price.ts';

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
