// The port of what waits to be settled: ends of locks that the ledger could not take when they came.
// It stands in a place of its own, so that what keeps the ledger from being written does not keep this from it too.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { MeteredUsage } from '../../domain/holds/price.ts';

/** All that it takes to end a lock. */
export type SettledLock = { readonly id: HoldId; readonly wallet: TokenHash; readonly digest: string | null };

export type SettledEnding =
  | {
      readonly kind: 'capture';
      /** What it cost; the ledger takes no more of it than was locked. */
      readonly amount: Microcredits;
      readonly usage: MeteredUsage;
      readonly outcome: 'completed' | 'stopped';
    }
  | { readonly kind: 'release'; readonly reason: string };

export type Settlement = { readonly lock: SettledLock; readonly ending: SettledEnding };

/** Every call may throw StorageUnavailable; then nothing of it was done. */
export type SettlementOutbox = {
  /** The first word on a lock stands; another is left out. `at`: epoch milliseconds from which it is due. */
  put(settlement: Settlement, at: number): Promise<void>;
  due(due: {
    readonly now: number;
    readonly limit: number;
  }): Promise<readonly (Settlement & { readonly attempts: number })[]>;
  later(id: HoldId, at: number): Promise<void>;
  done(id: HoldId): Promise<void>;
  /** How many wait, due or not. */
  count(): Promise<number>;
  close(): Promise<void>;
};
