// The port of holds, of the refusals that are remembered beside them, and of the counts of the free allowance.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { ProblemCode, ProblemParams } from '../../contract/problem.ts';
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../domain/holds/allowance.ts';
import type { EndedHold, HolderKey, HoldRecord } from '../../domain/holds/hold.ts';
import type { OutgoingLetter } from '../../domain/letters/outgoing.ts';
import type { MeteredUsage } from '../../domain/holds/price.ts';
import type { DaySpent, SpendingChange } from '../../domain/plans/day-spending.ts';
import type { CounterWindow } from '../../domain/plans/plan.ts';
import type { Posting, Wallet, WalletOwner } from '../../domain/wallets/ledger.ts';
import type { Decide } from '../commands.ts';
import type { PlanAsk, PlanSeen } from '../plans/plan-store.ts';

export type HoldStore = {
  /** Reads the answer already given to this hold id, else what the payer has. `isNewId`: no answer has been given to it. */
  reserveHold<A>(
    ask: {
      readonly id: HoldId;
      readonly payer: ReservePayer;
      readonly plan?: PlanAsk;
      readonly isNewId?: boolean;
    },
    decide: Decide<ReserveSeen, ReserveWrite, A>,
  ): Promise<A>;
  /** What a payer has, and how their plan counts, where nothing is to be written. */
  readPayer(ask: { readonly payer: ReservePayer; readonly plan?: PlanAsk }): Promise<PayerSeen>;
  /** Writes what has become of a hold that is still held: its end, or a later time to end. */
  endHold<A>(id: HoldId, decide: Decide<HoldSeen | null, HoldWrite, A>, about?: AboutPayer): Promise<A>;
  readHold(id: HoldId, about?: AboutPayer): Promise<HoldSeen | null>;
  /**
   * Holds still held that expire at `before` or earlier, or that expire at `after` or later and were made as long after `before`
   * as they last: the clock must have been put back.
   */
  dueHolds(due: {
    readonly before: number;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly HoldId[]>;
  readAllowances(keys: readonly AllowanceKey[]): Promise<readonly AllowanceSeen[]>;
  resetAllowances(keys: readonly AllowanceKey[]): Promise<void>;
};

/** A no that is remembered by the hold id that it answered, so that the same question gets the same answer. */
export type StoredRefusal = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly estimate: MeteredUsage | null;
  readonly code: ProblemCode;
  readonly params: ProblemParams;
  readonly at: number;
};

export type ReservePayer =
  | { readonly kind: 'wallet'; readonly owner: WalletOwner }
  | { readonly kind: 'free'; readonly keys: readonly AllowanceKey[] }
  /** A verified person's plan, and the wallets that they may spend from, in the order in which they pay. */
  | { readonly kind: 'owners'; readonly owners: readonly WalletOwner[] };

/** The caller whose standing is read together with the hold. `owners`: whose wallets they may spend from. */
export type AboutPayer = { readonly plan?: PlanAsk; readonly owners?: readonly WalletOwner[] };

/**
 * `wallet` and `allowances` are those of the payer asked about; `plan` is null where none was asked about. `wallets` are those of the
 * owners asked about, in their order, without those that have none; null: no owners were asked about.
 */
export type PayerSeen = {
  readonly wallet: Wallet | null;
  readonly wallets: readonly Wallet[] | null;
  readonly allowances: readonly AllowanceSeen[];
  readonly plan: PlanSeen | null;
};

export type ReserveSeen = PayerSeen & { readonly hold: HoldRecord | null; readonly refusal: StoredRefusal | null };

export type ReserveWrite =
  | {
      readonly kind: 'hold';
      readonly hold: HoldRecord;
      readonly posting: Posting | null;
      readonly allowances: readonly AllowanceCount[];
      /** Each counts one more, in the same commit. */
      readonly counted?: readonly CounterWindow[];
      /** Added to the day's sums, in the same commit; null: the hold counts in no day of money. */
      readonly spent?: SpendingChange | null;
    }
  | { readonly kind: 'refusal'; readonly refusal: StoredRefusal };

/** Every row that changes, and the letters about it. `givenBack`: each of these windows counts one less. `spent`: the new sums of this window. */
export type HoldWrite = EndedHold & { readonly letters: readonly OutgoingLetter[] };

/** A hold with what pays for it, as it is now. `day`: the sums of the window in which it counts; null: it counts in none. */
export type HoldSeen = PayerSeen & { readonly hold: HoldRecord; readonly day: DaySpent | null };
