// Where plans count: a port of its own, because counters that many nodes share may live in Redis or DynamoDB.
// A store beside the ledger counts before the hold is made; a crash between the two leaves at most one message counted too
// many until its window ends, never one too few. The SQLite store counts in the very transaction of the hold.
import type { CounterWindow, PlanCount } from '../../domain/plans/plan.ts';

/** `limit`: how many there may be in the window; null: only counted. */
export type CounterTake = CounterWindow & { readonly limit: number | null };

export type CounterTaken =
  | { readonly kind: 'taken'; readonly counts: readonly PlanCount[] }
  /** `full`: the first window that had no room; nothing was counted in any. */
  | { readonly kind: 'full'; readonly full: CounterWindow; readonly counts: readonly PlanCount[] };

/** Every call may throw StorageUnavailable; then nothing of it was done. */
export type PlanCounters = {
  /** Counts one in every window, or in none, whoever else counts at the same moment. */
  take(takes: readonly CounterTake[]): Promise<CounterTaken>;
  /** Takes one back, but only from the window that counted it, and never below nothing. */
  giveBack(windows: readonly CounterWindow[]): Promise<void>;
  /** In the order asked for; what was never counted, or in another window, is 0. */
  read(windows: readonly CounterWindow[]): Promise<readonly PlanCount[]>;
};
