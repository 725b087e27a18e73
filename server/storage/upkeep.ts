// The port for keeping a store in order: deleting what has expired, checking the books, closing.
import type { AuditFinding, CounterFinding } from '../contract/audit-finding.ts';
import type { Microcredits } from '../contract/money.ts';
import type { OrderState } from '../contract/orders/orders.ts';

export type Upkeep = {
  /** Forgets what nobody can ask for any more; at most `limit` rows of a kind. */
  prune(before: PruneBefore): Promise<void>;
  /** Makes due now what waits longer than `waits` says, because the clock ran ahead when it was put off. */
  bringForward(now: number, waits: LongestWaits): Promise<void>;
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

/** The longest that a job may wait, in milliseconds, by how often it was tried; the last stands for every later try. */
export type WaitsByTries = readonly [number, ...number[]];

export type LongestWaits = {
  readonly deliveries: WaitsByTries;
  readonly outbox: WaitsByTries;
  readonly refunds: WaitsByTries;
  readonly orders: Readonly<Record<OrderState, WaitsByTries>>;
  /** Of pages on which a subscription is begun, and of invoices that are to be sent. */
  readonly pages: WaitsByTries;
  readonly customers: WaitsByTries;
};

/** `planFindings`: windows of plans that count otherwise than their holds (I21). No money is wrong by them. */
export type AuditReport = {
  readonly findings: readonly AuditFinding[];
  readonly planFindings: readonly CounterFinding[];
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
