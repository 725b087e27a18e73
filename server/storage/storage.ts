// The ledger's store as the use cases see it: atomic commands, each of which is whole or nothing.
// Where a rule is needed the command takes a decision: pure and synchronous, called with what is locked, answering what to
// write. It may be called again when the store has to repeat itself. A decision that throws writes nothing.
import type { Box, DeadLetter, LetterId, OutletName } from '../contract/letters/dead-letters.ts';
import type { HoldId } from '../contract/holds/holds.ts';
import type { Microcredits, MicrocreditsDelta } from '../contract/money.ts';
import type { OrderId, Provider } from '../contract/orders/orders.ts';
import type { Plan, PlanId } from '../contract/plans/plans.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { RefundId } from '../contract/refunds/refunds.ts';
import type { SuspenseId } from '../contract/suspense/suspense.ts';
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../domain/holds/allowance.ts';
import type { EndedHold, HolderKey, HoldRecord } from '../domain/holds/hold.ts';
import type {
  AccountName,
  Posting,
  Transfer,
  TransferRef,
  Wallet,
  WalletId,
  WalletOwner,
} from '../domain/wallets/ledger.ts';
import type { OrderEvent, OrderRecord } from '../domain/orders/order.ts';
import type { CounterWindow, PlanBook, PlanCount, PlanSubject } from '../domain/plans/plan.ts';
import type { MeteredUsage } from '../domain/holds/price.ts';
import type { RefundRecord } from '../domain/refunds/refund-record.ts';
import type { CaseRecord } from '../domain/suspense/suspense-case.ts';
import type { PlanCounters } from './plans/plan-counters.ts';

/** `write: null` leaves everything as it is. */
type Decide<Seen, Write, Answer> = (seen: Seen) => { readonly write: Write | null; readonly answer: Answer };

/** A no that is remembered by the hold id it was said to, so that the same question gets the same answer. */
export type StoredRefusal = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly estimate: MeteredUsage | null;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly resetsAt: number | null;
  readonly at: number;
};

export type ReservePayer =
  | { readonly kind: 'wallet'; readonly owner: WalletOwner }
  | { readonly kind: 'free'; readonly keys: readonly AllowanceKey[] }
  | { readonly kind: 'plan' };

/**
 * Whose plan to look at; `subject` null: the paying wallet's. `windows` names, from the plan that this turns out to be, the
 * windows whose counts are wanted too.
 */
export type PlanAsk = {
  readonly subject: PlanSubject | null;
  readonly minute: CounterWindow;
  windows(seen: Pick<PlanSeen, 'book' | 'assigned'>): readonly CounterWindow[];
};

/** `book` holds the operator's own plans, `assigned` the one given to the subject, `counts` the windows in the order named. */
export type PlanSeen = {
  readonly book: PlanBook;
  readonly assigned: PlanId | null;
  readonly minute: PlanCount;
  readonly counts: readonly PlanCount[];
};

/** `wallet` and `allowances` are those of the payer asked about; `plan` is null where none was asked about. */
export type PayerSeen = {
  readonly wallet: Wallet | null;
  readonly allowances: readonly AllowanceSeen[];
  readonly plan: PlanSeen | null;
};

export type ReserveSeen = PayerSeen & { readonly hold: HoldRecord | null; readonly refusal: StoredRefusal | null };

export type ReserveWrite =
  | {
      readonly kind: 'hold';
      readonly hold: HoldRecord;
      readonly posting: Posting | null;
      readonly allowances: readonly AllowanceCount[];
      /** Each counts one more, in the same commit. */
      readonly counted?: readonly CounterWindow[];
    }
  | { readonly kind: 'refusal'; readonly refusal: StoredRefusal };

/** A hold with what pays for it, as it is now. */
export type HoldSeen = {
  readonly hold: HoldRecord;
  readonly wallet: Wallet | null;
  readonly allowances: readonly AllowanceSeen[];
  readonly plan: PlanSeen | null;
};

export type WalletNamed = { readonly owner: WalletOwner } | { readonly id: WalletId };

/** One wallet's half of a transfer; `counterpart` is the account with the other half. */
export type LedgerLine = Pick<Transfer, 'ref' | 'reason' | 'at'> & {
  readonly counterpart: AccountName;
  readonly delta: MicrocreditsDelta;
  readonly balanceAfter: Microcredits;
};

type WalletSeen = { readonly wallet: Wallet | null; readonly transfer: Transfer | null };

/** `wallet` is that of the order's token. `refund` is the one that was asked about, of whatever order it is. */
export type OrderSeen = {
  readonly order: OrderRecord | null;
  readonly wallet: Wallet | null;
  readonly refunds: readonly RefundRecord[];
  readonly cases: readonly CaseRecord[];
  readonly refund: RefundRecord | null;
};

export type OrderWrite = {
  readonly order: OrderRecord;
  /** The rows that changed. */
  readonly refunds?: readonly RefundRecord[];
  readonly cases?: readonly CaseRecord[];
  readonly posting: Posting | null;
  readonly events: readonly OrderEvent[];
  /** The delivery that is done with by this change, in the same commit (I11). */
  readonly deliveryId: number | null;
  /** Epoch milliseconds from which the events may be told. */
  readonly at: number;
};

/** Oldest first, those after `after`. */
export type CasePage = { readonly isOpen: boolean; readonly after: SuspenseId | null; readonly limit: number };

/** A verified webhook in the inbox. `attempts` counts the tries made before this one. */
export type Delivery = {
  readonly id: number;
  readonly provider: Provider;
  readonly eventId: string;
  readonly eventType: string;
  readonly orderId: OrderId | null;
  readonly providerTxnId: string | null;
  readonly attempts: number;
};

/** parked: its order is not known (yet). dead: given up, for the operator to see. A date is when to try again. */
export type DeliveryEnd =
  | { readonly kind: 'retry'; readonly at: number; readonly note: string }
  | { readonly kind: 'parked'; readonly at: number; readonly note: string }
  | { readonly kind: 'dead'; readonly at: number; readonly note: string }
  /** Nothing is to be done about it. */
  | { readonly kind: 'done'; readonly note: string };

/** An event for one receiver. `data` is JSON as it is sent; `attempts` counts the tries made before this one. */
export type OutboxMessage = {
  readonly id: number;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  readonly data: string;
  readonly createdAt: number;
  readonly attempts: number;
};

/** `at`: when to try again, otherwise when it came to this end. */
export type OutboxEnd =
  | { readonly kind: 'done'; readonly at: number }
  | { readonly kind: 'retry'; readonly at: number; readonly note: string }
  | { readonly kind: 'dead'; readonly at: number; readonly note: string };

/** Newest first, those older than `before`. */
export type LetterPage = {
  readonly box: Box;
  readonly state: 'dead' | 'discarded';
  readonly before: LetterId | null;
  readonly limit: number;
};

/** `at`: from when on it is due again. */
export type LetterChange =
  | { readonly kind: 'replay'; readonly at: number }
  | { readonly kind: 'discard'; readonly reason: string };

/** Takes due jobs and hides them from everyone until `until`; a process that dies loses them to another then. */
export type Lease = { readonly now: number; readonly until: number; readonly limit: number };
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

export type OutboxLease = Lease & { readonly outlet: OutletName };

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

/** Every call may throw StorageUnavailable; then nothing of it was done. What was answered is on the disk. */
export type Storage = {
  /** Reads the answer already given to this hold id, else what the payer has. */
  reserveHold<A>(
    ask: { readonly id: HoldId; readonly payer: ReservePayer; readonly plan?: PlanAsk },
    decide: Decide<ReserveSeen, ReserveWrite, A>,
  ): Promise<A>;
  /** What a payer has, and how their plan counts, where nothing is to be written. */
  readPayer(ask: { readonly payer: ReservePayer; readonly plan?: PlanAsk }): Promise<PayerSeen>;
  /** Ends it, or keeps it open for longer, which `hold.state` says. */
  endHold<A>(id: HoldId, decide: Decide<HoldSeen | null, EndedHold, A>, plan?: PlanAsk): Promise<A>;
  readHold(id: HoldId, plan?: PlanAsk): Promise<HoldSeen | null>;
  /** Holds still held whose time is up, or whose time is so far ahead that the clock must have been put back. */
  dueHolds(due: {
    readonly before: number;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly HoldId[]>;

  readWallet(owner: WalletOwner): Promise<Wallet | null>;
  readWalletById(id: WalletId): Promise<Wallet | null>;
  /** Newest first, those older than `after`. null: `after` names no transfer of this wallet. */
  readLedger(page: {
    readonly id: WalletId;
    readonly after: TransferRef | null;
    readonly limit: number;
  }): Promise<readonly LedgerLine[] | null>;
  /** `ref`: the transfer that would show that this was done before. */
  changeWallet<A>(ask: WalletNamed & { readonly ref: TransferRef }, decide: Decide<WalletSeen, Posting, A>): Promise<A>;

  readPlans(): Promise<PlanBook>;
  /** true: there was none of this id. */
  putPlan(plan: Plan): Promise<boolean>;
  assignPlan(subject: PlanSubject, planId: PlanId | null): Promise<void>;
  /** The counts of plans outside of a hold's own command. */
  readonly counters: PlanCounters;

  readAllowances(keys: readonly AllowanceKey[]): Promise<readonly AllowanceSeen[]>;
  resetAllowances(keys: readonly AllowanceKey[]): Promise<void>;

  readOrder(id: OrderId): Promise<OrderRecord | null>;
  findOrder(payment: { readonly provider: Provider; readonly providerTxnId: string }): Promise<OrderRecord | null>;
  /** Locks an order with the wallet of its token; both null where there is none. */
  changeOrder<A>(
    id: OrderId,
    decide: Decide<OrderSeen, OrderWrite, A>,
    also?: { readonly refund: RefundId },
  ): Promise<A>;
  leaseOrders(lease: Lease): Promise<readonly OrderRecord[]>;

  /** Those of one order, in the order in which they were made. */
  readRefunds(id: OrderId): Promise<readonly RefundRecord[]>;
  /** Newest first, those older than `before`. null: `before` is none. */
  pageRefunds(page: {
    readonly before: RefundId | null;
    readonly limit: number;
  }): Promise<readonly RefundRecord[] | null>;
  /** Refunds that the rail is to be asked for. */
  leaseRefunds(lease: Lease): Promise<readonly RefundRecord[]>;
  readCase(id: SuspenseId): Promise<CaseRecord | null>;
  /** null: `after` is none. */
  pageCases(page: CasePage): Promise<readonly CaseRecord[] | null>;

  /** false: an event of this id was filed before. */
  fileDelivery(delivery: Omit<Delivery, 'id' | 'attempts'> & { readonly at: number }): Promise<boolean>;
  leaseDeliveries(lease: Lease): Promise<readonly Delivery[]>;
  /** By whoever holds the lease; whoever lost it to another changes nothing. */
  endDelivery(delivery: Pick<Delivery, 'id' | 'attempts'>, end: DeliveryEnd): Promise<void>;

  /** Only the oldest message of each subject that is still to be told, so that a receiver hears of each in order. */
  leaseOutbox(lease: OutboxLease): Promise<readonly OutboxMessage[]>;
  /** By whoever holds the lease. `done` stands whoever says it: the receiver has the event. */
  endOutbox(message: Pick<OutboxMessage, 'id' | 'attempts'>, end: OutboxEnd): Promise<void>;

  readDeadLetters(page: LetterPage): Promise<readonly DeadLetter[]>;
  countDeadLetters(): Promise<{ readonly inbox: number; readonly outbox: number }>;
  /** null: there is no such letter. `isNew` false: it was so before, or has come to another end, and stays as it is. */
  changeDeadLetter(
    letter: { readonly box: Box; readonly id: LetterId },
    change: LetterChange,
  ): Promise<{ readonly letter: DeadLetter; readonly isNew: boolean } | null>;

  /** Forgets what nobody can ask for any more; at most `limit` rows of a kind. */
  prune(before: {
    readonly refusals: number;
    readonly allowances: number;
    readonly counters: number;
    /** Events that were told before then. */
    readonly told: number;
    readonly limit: number;
  }): Promise<void>;
  /** I1 and I2 over everything and I21 over some windows in turn, on a snapshot, without stopping the writers. */
  /** Makes due now what waits longer than it ever should, because the clock ran ahead when it was put off. */
  bringForward(now: number, waits: Waits): Promise<void>;
  audit(): Promise<AuditReport>;
  /** Writes, commits, and throws StorageUnavailable when that cannot be done. */
  checkWritable(): Promise<void>;
  /** Finishes what was asked, refuses what comes after. May be called twice. */
  close(): Promise<void>;
};

/** An account would come to more than can be told exactly; nothing of it was booked. */
export class SumTooLarge extends Error {
  override readonly name = 'SumTooLarge';
}

/** The store cannot be used now (locked, full, read-only, closed); nothing was changed, and a later try may succeed. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
