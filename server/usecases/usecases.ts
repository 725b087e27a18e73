// The seam between the HTTP side and the rules: what can be asked, and every answer it can get.
import type { Box, DeadLetter, LetterId } from '../contract/letters/dead-letters.ts';
import type { Estimate, Hold, HoldId, Remaining, Usage } from '../contract/holds/holds.ts';
import type { Microcredits, MicrocreditsDelta } from '../contract/money.ts';
import type { CheckoutAnswer, Order, OrderId, Provider, TokenHash } from '../contract/orders/orders.ts';
import type { Plan, PlanId, PlanScope } from '../contract/plans/plans.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { OperatorRefund, Refund, RefundId } from '../contract/refunds/refunds.ts';
import type { SuspenseAction, SuspenseCase, SuspenseId } from '../contract/suspense/suspense.ts';
import type { AccountId, LedgerPage, WalletView } from '../contract/wallets/wallets.ts';
import type { RawDelivery } from '../rails/rail.ts';
import type { z } from 'zod';

/**
 * Who is asking, as the HTTP side worked it out. `bucket` and `client` are HMACs, never an address or a raw client id.
 * A token caller never touches the free allowance; an anonymous one has both keys. A user was verified: `subject` is a user's
 * or an organisation's id as the operator knows it, `plan` the plan that their proof names, null where it names none.
 */
export type Caller =
  | { readonly kind: 'anonymous'; readonly bucket: string; readonly client: string }
  | { readonly kind: 'token'; readonly tokenHash: TokenHash }
  | { readonly kind: 'user'; readonly subject: string; readonly scope: 'user' | 'org'; readonly plan: string | null };

/** How the caller stands with their plan now. `usageRemaining`, in messages, and `perMinuteLimit` are null where there is no limit. */
export type PlanStanding = {
  readonly id: PlanId;
  readonly usageRemaining: number | null;
  readonly usageThisMinute: number;
  readonly perMinuteLimit: number | null;
};

/** An expected no: the code decides the HTTP status, the detail is the sentence for the person. */
export type Refused = {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly retryAfterMs?: number;
  readonly resetsAt?: number;
  /** What is left, where the caller may know it. */
  readonly remaining?: z.infer<typeof Remaining>;
  readonly plan?: PlanStanding;
};

export type HoldAnswered = {
  readonly kind: 'answered';
  readonly hold: Hold;
  readonly isNew: boolean;
  readonly remaining: z.infer<typeof Remaining>;
  readonly plan: PlanStanding;
};

/** `route` names a metered route, which a plan may close; left out for the holds API itself. */
export type HoldAsked = {
  readonly id: HoldId;
  readonly model: string;
  readonly venue: 'local' | 'hosted';
  readonly estimate?: z.infer<typeof Estimate> | undefined;
  readonly route?: string | undefined;
};

/** A wallet by its holder's token, or by its account id for the operator. */
export type WalletTarget = { readonly tokenHash: TokenHash } | { readonly accountId: AccountId };

export type LedgerAsked = { readonly limit: number; readonly cursor: string | null };

/** What an operator books by hand; `ref` makes it happen once. */
export type OperatorBooking<Amount> = WalletTarget & {
  readonly amount: Amount;
  readonly reason: string;
  readonly ref: string;
};

export type ProStatus = {
  readonly kind: 'status';
  readonly mode: 'off' | 'active' | 'exhausted';
  readonly balance: Microcredits;
  readonly held: Microcredits;
  readonly free: { readonly limit: number; readonly left: number; readonly resetsAt: number | null } | null;
};

export type CheckoutRequest = {
  readonly orderId: OrderId;
  readonly packId: string | null;
  readonly amount: { readonly cents: number; readonly currency: string } | null;
  readonly provider: Provider;
  readonly tokenHash: TokenHash | null;
};

/** What an operator gives back. `amountCents` null: all that is left. */
export type RefundAsked = {
  readonly refundId: RefundId;
  readonly order: { readonly orderId: OrderId } | { readonly providerTxnId: string };
  readonly amountCents: number | null;
  readonly reason: string;
};

export type Refunded = {
  readonly kind: 'refund';
  readonly refund: Refund;
  readonly order: Order;
  readonly isNew: boolean;
};

type WithoutRequestId<Answer> = Answer extends unknown ? Omit<Answer, 'request_id'> : never;

/** The checkout answer of each kind, before the HTTP side signs it with its request id. */
export type CheckoutStarted = WithoutRequestId<CheckoutAnswer>;

/** `isNew` false: it was so before, or is on its way or done with, and stays as it is. */
export type LetterChanged = { readonly kind: 'letter'; readonly letter: DeadLetter; readonly isNew: boolean };

export type Usecases = {
  readonly holds: {
    reserve(caller: Caller, request: HoldAsked): Promise<HoldAnswered | Refused>;
    capture(caller: Caller, id: HoldId, usage: z.infer<typeof Usage>, outcome: string): Promise<HoldAnswered | Refused>;
    release(caller: Caller, id: HoldId, reason: string | null): Promise<HoldAnswered | Refused>;
    /** `ms` from now, null for the usual time; bounded, and never shorter than it was. Ended holds stay ended. */
    extend(caller: Caller, id: HoldId, ms: number | null): Promise<HoldAnswered | Refused>;
    read(caller: Caller, id: HoldId): Promise<HoldAnswered | Refused>;
  };
  readonly wallets: {
    own(tokenHash: TokenHash): Promise<{ readonly kind: 'wallet'; readonly wallet: WalletView } | Refused>;
    read(accountId: AccountId): Promise<{ readonly kind: 'wallet'; readonly wallet: WalletView } | Refused>;
    /** Newest first, at most 200 at a time. */
    ledger(
      target: WalletTarget,
      asked: LedgerAsked,
    ): Promise<{ readonly kind: 'page'; readonly page: LedgerPage } | Refused>;
  };
  readonly plans: {
    /** Those that are built in and those that the operator made, by id. */
    list(): Promise<readonly Plan[]>;
    read(id: PlanId): Promise<{ readonly kind: 'plan'; readonly plan: Plan } | Refused>;
    upsert(plan: Plan): Promise<{ readonly kind: 'plan'; readonly plan: Plan; readonly isNew: boolean }>;
    /** `planId` null takes the assignment back. */
    assign(assignment: {
      readonly scope: PlanScope;
      readonly subject: string;
      readonly planId: PlanId | null;
    }): Promise<{ readonly kind: 'assigned' } | Refused>;
  };
  readonly deadLetters: {
    /** Those that wait for the operator, without the discarded ones. */
    count(): Promise<{ readonly inbox: number; readonly outbox: number }>;
    /** Newest first, at most 200 at a time; `next` is what to ask `after` next, null at the end. */
    list(page: {
      readonly box: Box;
      readonly state: 'dead' | 'discarded';
      readonly limit: number;
      readonly after: LetterId | null;
    }): Promise<{ readonly letters: readonly DeadLetter[]; readonly next: LetterId | null }>;
    replay(letter: { readonly box: Box; readonly id: LetterId }): Promise<LetterChanged | Refused>;
    discard(letter: { readonly box: Box; readonly id: LetterId }, reason: string): Promise<LetterChanged | Refused>;
  };
  readonly orders: {
    checkout(
      caller: Caller | null,
      request: CheckoutRequest,
      signal: AbortSignal,
    ): Promise<{ readonly kind: 'started'; readonly isNew: boolean; readonly answer: CheckoutStarted } | Refused>;
    /** Our row beside the provider's own word; the provider's silence is null, never an error. */
    status(
      id: OrderId,
      signal: AbortSignal,
    ): Promise<{ readonly kind: 'order'; readonly order: Order; readonly providerStatus: string | null } | Refused>;
    /** What the rail answered when the order was made, for our own checkout page; null where it never came so far. */
    started(id: OrderId): Promise<CheckoutStarted | null>;
    /** Null where there is no such order. The current order first, then each change, until it can change no more. */
    watch(id: OrderId, signal: AbortSignal): Promise<AsyncIterable<Order> | null>;
    claim(
      tokenHash: TokenHash,
      id: OrderId,
    ): Promise<
      | {
          readonly kind: 'claimed';
          readonly order: Order;
          readonly balance: Microcredits;
          readonly available: Microcredits;
        }
      | Refused
    >;
    /** For the holder alone; anybody else is told that there is no such order. */
    own(
      tokenHash: TokenHash,
      id: OrderId,
    ): Promise<{ readonly kind: 'order'; readonly order: Order; readonly refunds: readonly Refund[] } | Refused>;
  };
  readonly refunds: {
    /** Moves the credits first, then asks the rail; its silence leaves the refund pending, and the worker asks again. */
    create(asked: RefundAsked, signal: AbortSignal): Promise<Refunded | Refused>;
    /** Newest first, at most 200 at a time. */
    list(asked: LedgerAsked): Promise<
      | {
          readonly kind: 'page';
          readonly refunds: readonly OperatorRefund[];
          readonly nextCursor: string | null;
        }
      | Refused
    >;
  };
  readonly suspense: {
    /** Oldest first, at most 200 at a time. */
    list(asked: LedgerAsked & { readonly state: SuspenseCase['state'] }): Promise<
      | {
          readonly kind: 'page';
          readonly cases: readonly SuspenseCase[];
          readonly nextCursor: string | null;
        }
      | Refused
    >;
    resolve(
      asked: { readonly id: SuspenseId; readonly action: SuspenseAction; readonly reason: string },
      signal: AbortSignal,
    ): Promise<{ readonly kind: 'resolved'; readonly case: SuspenseCase } | Refused>;
  };
  readonly status: {
    /** `free` is null for a token caller that sent no client id. */
    pro(
      caller: Caller,
      free: { readonly bucket: string; readonly client: string } | null,
    ): Promise<ProStatus | Refused>;
    /** How a caller stands now; null where their token is not known. */
    standing(caller: Caller): Promise<Pick<HoldAnswered, 'remaining' | 'plan'> | null>;
    /** Whether a wallet belongs to the token of this hash. Once it does, it always will. */
    isTokenKnown(tokenHash: TokenHash): Promise<boolean>;
  };
  readonly inbox: {
    /** Verify over the raw bytes, then file; only a filed delivery may be answered 2xx. A repeat is filed once. */
    file(
      provider: Provider,
      delivery: RawDelivery,
    ): Promise<{ readonly kind: 'filed' } | { readonly kind: 'rejected'; readonly reason: string }>;
  };
  readonly operator: {
    /** Makes the wallet of a token that has none; an account id must exist. */
    grant(
      grant: OperatorBooking<Microcredits>,
    ): Promise<{ readonly kind: 'granted'; readonly balance: Microcredits; readonly isNew: boolean } | Refused>;
    /** More or less by hand; never takes what is held. */
    adjust(
      adjustment: OperatorBooking<MicrocreditsDelta>,
    ): Promise<{ readonly kind: 'adjusted'; readonly balance: Microcredits; readonly isNew: boolean } | Refused>;
    resetFree(caller: { readonly bucket: string; readonly client: string }): Promise<{ readonly left: number }>;
    /** Invariants I1 and I2 over the whole file, with a sentence for each finding. */
    audit(): Promise<{
      readonly isSound: boolean;
      readonly findings: readonly string[];
      /** I21, over some windows of plans in turn; money is sound all the same. */
      readonly planFindings: readonly string[];
      /** Credits whose money went back after they were spent. */
      readonly shortfall: Microcredits;
      readonly wallets: number;
      readonly orders: number;
      readonly bookings: number;
      /** Epoch milliseconds; null: there is none. */
      readonly lastBookedAt: number | null;
      /** The file is a copy that was made while it was in use, and without its log. */
      readonly isLogMissing: boolean;
    }>;
    /** Throws when the store cannot be written. */
    checkWritable(): Promise<void>;
  };
  /** Worker, sweeper and reconciler; `runOnce` is for tests and does all that is due. */
  readonly worker: { start(): void; runOnce(signal: AbortSignal): Promise<void>; close(): Promise<void> };
};
