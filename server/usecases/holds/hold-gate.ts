// What a metered route asks of the money: lock an upper bound before the work, end the lock once after it.
// The amount is named by the program that serves the route. No request can name one: the server's own API has no such field.
import type { Hold, HoldId } from '../../contract/holds/holds.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { TokenHash } from '../../contract/orders/orders.ts';
import type { HoldRecord } from '../../domain/holds/hold.ts';
import type { SettledEnding, SettledLock } from '../../storage/holds/settlement-outbox.ts';
import type { Caller } from '../caller.ts';
import type { HoldAnswered } from './hold-answered.ts';
import type { Refused } from '../refusal.ts';

/** A verified user whose plan pays, so that the message is counted and costs nothing. */
export type PlanPayer = Extract<Caller, { readonly kind: 'user' }>;

export type LockAsk = {
  readonly id: HoldId;
  /** Whose wallet pays; where a plan does, a name of its own for that user. */
  readonly wallet: TokenHash;
  readonly user: PlanPayer | null;
  /** What was asked under this id, as a digest; null where the id is used once only. */
  readonly digest: string | null;
  /** How the ledger names the charge, and a plan the route, such as "POST /v1/summaries". */
  readonly label: string;
  readonly amount: Microcredits;
  readonly ttlMs: number;
};

/** `expiresAt` is epoch milliseconds. `degrade`: the plan's day is used up, and it asks for another model. */
export type Lock = SettledLock & {
  readonly amount: Microcredits;
  readonly expiresAt: number;
  readonly degrade: HoldRecord['degrade'];
};

/** What the payer has left, and how they stand with their plan. */
export type Stands = Pick<HoldAnswered, 'remaining' | 'plan'>;

/** repeated: the same was asked under this id before. conflict: something else was. closed: the plan says no. */
export type LockAnswer =
  | { readonly kind: 'locked'; readonly lock: Lock; readonly stands: Stands }
  | { readonly kind: 'repeated'; readonly state: Hold['state']; readonly stands: Stands }
  | { readonly kind: 'conflict'; readonly stands: Stands }
  | { readonly kind: 'insufficient'; readonly free: Microcredits; readonly stands: Stands }
  | { readonly kind: 'closed'; readonly refused: Refused; readonly stands: Stands }
  | { readonly kind: 'payer_unknown' };

/** How the lock ended, which may be another end than was asked: it ends once. */
export type EndAnswer =
  | { readonly kind: 'ended'; readonly state: Hold['state']; readonly captured: Microcredits }
  | { readonly kind: 'lock_unknown' };

/** `leftMs`: until it expires. over: it has ended, or its time was up. */
export type ExtendAnswer = { readonly kind: 'open'; readonly leftMs: number } | { readonly kind: 'over' };

/** Each call may throw StorageUnavailable; then nothing of it was done. */
export type HoldGate = {
  lock(ask: LockAsk): Promise<LockAnswer>;
  /** Keeps a lock open for `ttlMs` from now, and never beyond `ageMaxMs` from its making. */
  extend(lock: SettledLock, bounds: { readonly ttlMs: number; readonly ageMaxMs: number }): Promise<ExtendAnswer>;
  end(lock: SettledLock, ending: SettledEnding): Promise<EndAnswer>;
};
