// What a metered route asks of the money: lock an upper bound before the work, end the lock once after it.
// The amount is named by the program that serves the route. No request can name one: the server's own API has no such field.
import type { Hold, HoldId } from '../../contract/holds.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { TokenHash } from '../../contract/orders.ts';
import type { SettledEnding, SettledLock } from '../../storage/settlement-outbox.ts';

export type LockAsk = {
  readonly id: HoldId;
  readonly wallet: TokenHash;
  /** What was asked under this id, as a digest; null where the id is used once only. */
  readonly digest: string | null;
  /** How the ledger names the charge, such as "POST /v1/summaries". */
  readonly label: string;
  readonly amount: Microcredits;
  readonly ttlMs: number;
};

/** `expiresAt` is epoch milliseconds. */
export type Lock = SettledLock & { readonly amount: Microcredits; readonly expiresAt: number };

/** repeated: the same was asked under this id before. conflict: something else was. */
export type LockAnswer =
  | { readonly kind: 'locked'; readonly lock: Lock; readonly left: Microcredits }
  | { readonly kind: 'repeated'; readonly state: Hold['state']; readonly left: Microcredits }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'insufficient'; readonly free: Microcredits }
  | { readonly kind: 'payer_unknown' };

/** How the lock ended, which may be another end than was asked: it ends once. */
export type EndAnswer =
  | { readonly kind: 'ended'; readonly state: Hold['state']; readonly captured: Microcredits }
  | { readonly kind: 'lock_unknown' };

/** Each call may throw StorageUnavailable; then nothing of it was done. */
export type HoldGate = {
  lock(ask: LockAsk): Promise<LockAnswer>;
  end(lock: SettledLock, ending: SettledEnding): Promise<EndAnswer>;
};
