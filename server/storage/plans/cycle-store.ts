// The port of the cycles of usage plans.
import type { OutgoingLetter } from '../../domain/letters/outgoing.ts';
import type { GrantEntry } from '../../domain/plans/grants.ts';
import type { CycleRecord } from '../../domain/plans/turn-cycle.ts';
import type { PlanBook, PlanSubject } from '../../domain/plans/plan.ts';
import type { Posting, TransferRef, Wallet } from '../../domain/wallets/ledger.ts';
import type { Decide, Lease } from '../commands.ts';
import type { WalletNamed } from '../wallets/wallet-store.ts';
import type { PlanAssignment } from './plan-store.ts';

export type CycleStore = {
  /** Whose cycles are due. */
  leaseCycles(lease: Lease): Promise<readonly PlanSubject[]>;
  /**
   * Locks a subject's cycles that are not closed, oldest first, with the wallet that their grants go to, and shows those that were cut
   * short and began after `cutFrom`.
   */
  changeCycles<A>(
    ask: { readonly subject: PlanSubject; readonly wallet: WalletNamed; readonly cutFrom: number },
    decide: Decide<CyclesSeen, CyclesWrite, A>,
  ): Promise<A>;
};

export type CyclesSeen = {
  readonly assignment: PlanAssignment | null;
  readonly book: PlanBook;
  readonly cycles: readonly CycleRecord[];
  /** Closed or not. */
  readonly cut: readonly CycleRecord[];
  readonly wallet: Wallet | null;
  /** The wallet's entries from a transfer on, in their order. */
  entriesFrom(ref: TransferRef): Iterable<GrantEntry>;
};

/** `dueAt`: when to look at them again; null: nothing to do until something changes. */
export type CyclesWrite = {
  readonly cycles: readonly CycleRecord[];
  readonly posting: Posting | null;
  readonly letters?: readonly OutgoingLetter[];
  readonly dueAt: number | null;
};
