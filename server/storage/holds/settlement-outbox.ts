// The port of what waits to be settled: ends of holds that the ledger could not take when they came.
// It is a file of its own, so that it can still be written when the ledger cannot.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { HoldEnding, HoldRef } from '../../domain/holds/hold.ts';

/** How a hold is to end; that it expires is for nobody to ask. */
export type SettledEnding = Exclude<HoldEnding, { readonly kind: 'expire' }>;

export type Settlement = { readonly hold: HoldRef; readonly ending: SettledEnding };

/** Every call may throw StorageUnavailable; then nothing of it was done. */
export type SettlementOutbox = {
  /** The first word on a hold stands; another is left out. `at`: epoch milliseconds from which it is due. */
  put(settlement: Settlement, at: number): Promise<void>;
  /** What is due at `now`, and what would be due only after `latest`: a clock that ran ahead has put it off. */
  due(due: {
    readonly now: number;
    readonly latest: number;
    readonly limit: number;
  }): Promise<readonly (Settlement & { readonly attempts: number })[]>;
  later(id: HoldId, at: number): Promise<void>;
  done(id: HoldId): Promise<void>;
  /** How many wait, due or not. */
  count(): Promise<number>;
  close(): Promise<void>;
};
