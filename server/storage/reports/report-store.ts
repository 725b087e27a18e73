// The port of what reports add up: uses by whoever used them, and the movements of a wallet. It reads the ledger and counts nothing of
// its own.
import type { HoldId } from '../../contract/holds/holds.ts';
import type { ApiKeyId } from '../../contract/keys/api-keys.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { PlanId } from '../../contract/plans/plans.ts';
import type { TimeWindow } from '../../domain/plans/calendar.ts';
import type { PlanSubject } from '../../domain/plans/plan.ts';
import type { AccountName, WalletId } from '../../domain/wallets/ledger.ts';

export type ReportStore = {
  /** What ended in a window, one row a model, by name. Holds that came to nothing are among the requests. */
  readUses(asked: UsesAsked): Promise<readonly ModelUses[]>;
  /** What was used with an API key in a window, whoever paid. */
  readKeyUse(asked: {
    readonly by: UsesBy & { readonly kind: 'user' | 'team' };
    readonly keyId: ApiKeyId;
    readonly window: TimeWindow;
  }): Promise<Microcredits>;
  /** What a wallet gained and lost in a window, one row for each account on the other side. */
  readMovements(asked: { readonly id: WalletId; readonly window: TimeWindow }): Promise<readonly Movement[]>;
  /** Newest first. */
  readOverdrafts(asked: {
    readonly subject: PlanSubject;
    readonly window: TimeWindow;
    readonly limit: number;
  }): Promise<readonly OverdraftSeen[]>;
};

/** A verified user, a team, or the holder of a token by their wallet. */
export type UsesBy =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'team'; readonly id: string }
  | { readonly kind: 'wallet'; readonly id: WalletId };

export type UsesAsked = {
  readonly by: UsesBy;
  readonly window: TimeWindow;
  /** null: all. */
  readonly model: string | null;
  /** true: only answers that were made to their end; false: only those that were not; null: all. */
  readonly isComplete: boolean | null;
};

export type ModelUses = {
  readonly model: string;
  readonly requests: number;
  readonly tokens: number;
  /** What the uses come to by their prices, less what a plan's grace gave. */
  readonly amount: Microcredits;
  /** The part of it that a wallet paid. */
  readonly charged: Microcredits;
};

export type Movement = {
  readonly counterpart: AccountName;
  readonly gained: Microcredits;
  readonly lost: Microcredits;
};

export type OverdraftSeen = {
  readonly holdId: HoldId;
  readonly model: string;
  readonly planId: PlanId;
  readonly limit: Microcredits;
  readonly over: Microcredits;
  readonly at: number;
};
