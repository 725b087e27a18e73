// What the charge engine is asked, and every answer that it gives. The holds API and the metered routes ask it, and so does
// whatever else sells work: hold an upper bound, keep the hold open, capture or release it with what was used.
import type { HoldEnding, HoldRecord, HoldRef } from '../../domain/holds/hold.ts';
import type { MeteredUsage, Price } from '../../domain/holds/price.ts';
import type { Caller } from '../caller.ts';
import type { HoldAnswered } from './hold-answered.ts';
import type { Refused } from '../refusal.ts';

/**
 * What is sold. A model costs what the operator's rules say; other work brings its price along, and is named by its route.
 * `route` is what a plan may close, such as "POST /v1/summaries"; null for the holds API itself.
 */
export type Work =
  | {
      readonly kind: 'model';
      readonly model: string;
      readonly venue: HoldRecord['venue'];
      readonly route: string | null;
    }
  | { readonly kind: 'route'; readonly route: string; readonly price: Price };

export type ChargeAsk = HoldRef & {
  /** Who pays. `holder` is who may repeat, read and end the hold. */
  readonly caller: Caller;
  readonly work: Work;
  /** The most that the work may use; null where its price depends on no use. */
  readonly estimate: MeteredUsage | null;
  /** What the caller expects to use, where it says so: a plan's day in money is then checked with it before the work. */
  readonly hints?: MeteredUsage | null;
  /**
   * Given by whoever can serve another model in place of the asked one, where a plan degrades: the most that the same request may
   * use there, null where that model is not offered. Left out, the hold is of the asked model and its `degrade` tells the client.
   */
  readonly estimateOn?: (model: string) => MeteredUsage | null;
  readonly ttlMs: number;
  /** The id was made for this one ask, so that nobody else can have asked under it. */
  readonly isNewId?: boolean;
  /** Whether a no for want of funds is kept under the id, so that the same question hears it again. */
  readonly keepsRefusals: boolean;
};

/** What the payer has left, and how they stand with their plan. */
export type Stands = Pick<HoldAnswered, 'remaining' | 'plan'>;

/** What whoever serves an answer has to know of its hold. An engine on another machine knows no more. */
export type HoldTold = Pick<
  HoldRecord,
  'id' | 'holder' | 'state' | 'price' | 'amount' | 'overrun' | 'outputLimit' | 'degrade' | 'expiresAt'
>;

/**
 * repeated: the same was asked under this id before. conflict: something else was, or by somebody else. payer_unknown: there is
 * no such wallet.
 */
export type ChargeAnswer<Told extends HoldTold = HoldRecord> =
  | { readonly kind: 'held'; readonly hold: Told; readonly stands: Stands }
  | { readonly kind: 'repeated'; readonly hold: Told; readonly stands: Stands }
  | { readonly kind: 'conflict'; readonly stands: Stands }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'payer_unknown' };

/**
 * The hold as it is after the call. A hold ends once, so its end may be another than was asked for. `now` is when it was read;
 * `stands` is null where the call named no caller.
 */
export type HoldFound<Told extends HoldTold = HoldRecord> =
  | { readonly kind: 'found'; readonly hold: Told; readonly stands: Stands | null; readonly now: number }
  | { readonly kind: 'hold_unknown' };

/**
 * Each call may throw StorageUnavailable; then nothing was written. The answer says how the caller `about` stands; null: nobody
 * asks.
 */
export type ChargeEngine<Told extends HoldTold = HoldRecord> = {
  hold(ask: ChargeAsk): Promise<ChargeAnswer<Told>>;
  /** Keeps a hold open for `ttlMs` from now, and never beyond `ageMaxMs` from its making. One whose time is up expires. */
  extend(
    ref: HoldRef,
    bounds: { readonly ttlMs: number; readonly ageMaxMs: number },
    about: Caller | null,
  ): Promise<HoldFound<Told>>;
  end(ref: HoldRef, ending: HoldEnding, about: Caller | null): Promise<HoldFound<Told>>;
  /** A hold whose time is up is found expired. */
  read(ref: HoldRef, about: Caller | null): Promise<HoldFound<Told>>;
};

/** An engine as metered routes need it, whether the ledger is here or on another machine. */
export type MeteringEngine = Omit<ChargeEngine<HoldTold>, 'read'>;
