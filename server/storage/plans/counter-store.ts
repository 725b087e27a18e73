// The port of counters that stand outside the ledger: what plans count in a month, a day and a minute, where several servers share
// them or nothing of them is to be kept.
import type { CounterWindow, PlanCount } from '../../domain/plans/plan.ts';

/** Every call may throw StorageUnavailable. */
export type CounterStore = {
  /** In the order asked; a window that nothing was counted in yet stands at 0. */
  read(windows: readonly CounterWindow[]): Promise<readonly PlanCount[]>;
  /**
   * Counts one more in each of these windows, all of one reading, if none has changed since it was read. false: one has, and
   * nothing was counted. Repeating a call whose reply was lost is the store's own business.
   */
  addOne(read: readonly PlanCount[]): Promise<boolean>;
  /** One less in each; a window that is over, or that counts nothing, stays as it is. */
  giveBack(windows: readonly CounterWindow[]): Promise<void>;
  /** Forgets windows that ended before this moment, epoch milliseconds, where the store does not do so by itself. */
  forget(before: number): Promise<void>;
  close(): Promise<void>;
};
