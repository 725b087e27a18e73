// The port of what keeps a store in order, whatever is in it: it forgets, checks itself and closes.
import type { Microcredits } from '../contract/money.ts';

export type Upkeep = {
  /** Forgets what nobody can ask for any more; at most `limit` rows of a kind. */
  prune(before: PruneBefore): Promise<void>;
  /** Makes due now what waits longer than it ever should, because the clock ran ahead when it was put off. */
  bringForward(now: number, waits: Waits): Promise<void>;
  /** I1 and I2 over everything and I21 over some windows in turn, on a snapshot, without stopping the writers. */
  audit(): Promise<AuditReport>;
  /** Writes, commits, and throws StorageUnavailable when that cannot be done. */
  checkWritable(): Promise<void>;
  /** Finishes what was asked, refuses what comes after. May be called twice. */
  close(): Promise<void>;
};

/** Epoch milliseconds; `told` is for events, by when they were told. */
export type PruneBefore = {
  readonly refusals: number;
  readonly allowances: number;
  readonly counters: number;
  readonly told: number;
  readonly limit: number;
};

/** The nth try waits `firstMs` times `factor`, a power of two, to the nth, and never more than `mostMs`. */
export type Backoff = { readonly firstMs: number; readonly factor: 2 | 4; readonly mostMs: number };

/** The longest waits that there are; a lease lasts `leaseMs` whatever is leased. */
export type Waits = {
  readonly leaseMs: number;
  readonly deliveries: Backoff;
  readonly outbox: Backoff;
  readonly refunds: Backoff;
  readonly orders: { readonly open: Backoff; readonly lateMs: number; readonly paidMs: number };
};

/** `planFindings`: windows of plans that count otherwise than their holds (I21). No money is wrong by them. */
export type AuditReport = {
  readonly findings: readonly string[];
  readonly planFindings: readonly string[];
  /** Credits whose money went back after they were spent, and that nobody has. */
  readonly shortfall: Microcredits;
  readonly entries: number;
  readonly wallets: number;
  readonly orders: number;
  /** Transfers so far, and when the last one was booked, epoch milliseconds; null: there is none. */
  readonly bookings: number;
  readonly lastBookedAt: number | null;
  /** The file was in use when it was copied, and its log was not there when it was opened. */
  readonly isLogMissing: boolean;
};
