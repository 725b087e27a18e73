// The port for keeping a store in order: deleting what has expired, checking the books, closing.
import type { AuditFinding, CounterFinding } from '../contract/audit-finding.ts';
import type { OutletName } from '../contract/letters/dead-letters.ts';
import type { Microcredits } from '../contract/money.ts';
import type { OrderState } from '../contract/orders/orders.ts';

export type Upkeep = {
  /** Forgets what nobody can ask for any more; at most `limit` rows of a kind. */
  prune(before: PruneBefore): Promise<void>;
  /** Makes due now what waits longer than `waits` says, because the clock ran ahead when it was put off. */
  bringForward(now: number, waits: LongestWaits): Promise<void>;
  /**
   * I1 and I2 over everything and I21 over some windows in turn, on a snapshot, without stopping the writers. Where several nodes share
   * the store, `asked` lets what another of them has found stand for it.
   */
  audit(asked?: AuditAsked): Promise<AuditReport>;
  /** Writes, commits, and throws StorageUnavailable when that cannot be done. */
  checkWritable(): Promise<void>;
  /** What waits in the store now. Each count ends at `backlogMax`, so that it costs little however much waits. */
  backlog(): Promise<Backlog>;
  /** How the engine is. Asks it nothing for which it would have to wait, and never throws. */
  engine(): EngineState;
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

/**
 * What was found stands for `everyMs`, and longer where it took long to find and nothing was wrong (`restAfter`). `signal`: the asker
 * waits no longer.
 */
export type AuditAsked = { readonly everyMs: number; readonly signal?: AbortSignal };

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
  /** Where another node has found it: when, epoch milliseconds. Else it is of just now. */
  readonly endedAt?: number;
};

export const backlogMax = 100_000;

/** The oldest is looked for among so many that are due first. */
export const oldestAmong = 10_000;

/** `oldestAt`: epoch milliseconds since when the oldest waits; null: none does. Receivers are named whether or not anything waits for them. */
export type Backlog = {
  readonly openHolds: number;
  readonly inbox: Waiting;
  readonly outbox: readonly (Waiting & { readonly outlet: OutletName })[];
  readonly dead: { readonly inbox: number; readonly outbox: number };
};

export type Waiting = { readonly due: number; readonly oldestAt: number | null };

/**
 * `waiting`: commands that the writer of the file has not begun, or that wait for a connection. Bytes are 0 where they cannot be
 * known; the connections are those of this process.
 */
export type EngineState =
  | { readonly kind: 'sqlite'; readonly waiting: number; readonly fileBytes: number; readonly logBytes: number }
  | { readonly kind: 'postgres'; readonly waiting: number; readonly used: number; readonly idle: number };

/**
 * Told of each commit: how long it took, and how many commands were in it. `within` runs something as if it were a part of one of them,
 * one for each; left out: this is called as a part of the only one. Must not throw.
 */
export type CommitTold = (commit: {
  readonly ms: number;
  readonly commands: number;
  readonly within?: readonly ((work: () => void) => void)[];
}) => void;
