// The seam between the HTTP side and the rules: what can be asked, and every answer it can get.
import type { Hold, HoldId, Remaining, Usage } from '../contract/holds.ts';
import type { Microcredits } from '../contract/money.ts';
import type { CheckoutAnswer, Order, OrderId, Provider, TokenHash } from '../contract/orders.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { RawDelivery } from '../rails/rail.ts';
import type { z } from 'zod';

/**
 * Who is asking, as the HTTP side worked it out. `bucket` and `client` are HMACs, never an address or a raw client id.
 * A token caller never touches the free allowance; an anonymous one has both keys.
 */
export type Caller =
  | { readonly kind: 'anonymous'; readonly bucket: string; readonly client: string }
  | { readonly kind: 'token'; readonly tokenHash: TokenHash };

/** An expected no: the code decides the HTTP status, the detail is the sentence for the person. */
export type Refused = {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly retryAfterMs?: number;
  readonly resetsAt?: number;
  /** What is left, where the caller may know it. */
  readonly remaining?: z.infer<typeof Remaining>;
};

export type HoldAnswered = {
  readonly kind: 'answered';
  readonly hold: Hold;
  readonly isNew: boolean;
  readonly remaining: z.infer<typeof Remaining>;
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

type WithoutRequestId<Answer> = Answer extends unknown ? Omit<Answer, 'request_id'> : never;

/** The checkout answer of each kind, before the HTTP side signs it with its request id. */
export type CheckoutStarted = WithoutRequestId<CheckoutAnswer>;

export type Usecases = {
  readonly holds: {
    reserve(
      caller: Caller,
      request: { readonly id: HoldId; readonly model: string; readonly venue: 'local' | 'hosted' },
    ): Promise<HoldAnswered | Refused>;
    capture(caller: Caller, id: HoldId, usage: z.infer<typeof Usage>, outcome: string): Promise<HoldAnswered | Refused>;
    release(caller: Caller, id: HoldId, reason: string | null): Promise<HoldAnswered | Refused>;
    read(caller: Caller, id: HoldId): Promise<HoldAnswered | Refused>;
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
  };
  readonly status: {
    /** `free` is null for a token caller that sent no client id. */
    pro(
      caller: Caller,
      free: { readonly bucket: string; readonly client: string } | null,
    ): Promise<ProStatus | Refused>;
  };
  readonly inbox: {
    /** Verify over the raw bytes, then file; only a filed delivery may be answered 2xx. A repeat is filed once. */
    file(
      provider: Provider,
      delivery: RawDelivery,
    ): Promise<{ readonly kind: 'filed' } | { readonly kind: 'rejected'; readonly reason: string }>;
  };
  readonly operator: {
    grant(grant: {
      readonly tokenHash: TokenHash;
      readonly amount: Microcredits;
      readonly reason: string;
      readonly ref: string;
    }): Promise<{ readonly kind: 'granted'; readonly balance: Microcredits; readonly isNew: boolean } | Refused>;
    resetFree(caller: { readonly bucket: string; readonly client: string }): Promise<{ readonly left: number }>;
    /** Invariants I1 and I2 over the whole file, with a sentence for each finding. */
    audit(): Promise<{ readonly isSound: boolean; readonly findings: readonly string[] }>;
    /** Throws when the store cannot be written. */
    checkWritable(): Promise<void>;
  };
  /** Worker, sweeper and reconciler; `runOnce` is for tests and does all that is due. */
  readonly worker: { start(): void; runOnce(signal: AbortSignal): Promise<void>; close(): Promise<void> };
};
