// The port of the inbox of webhooks, the outbox of events, and the dead letters of both.
import type { Box, KeptLetter, LetterId, OutletName } from '../../contract/letters/dead-letters.ts';
import type { LetterOutcome } from '../../contract/letters/letter-outcome.ts';
import type { OrderId, Provider } from '../../contract/orders/orders.ts';
import type { Decide, Lease } from '../commands.ts';

export type LetterStore = {
  /** false: an event of this id was filed before. */
  fileDelivery(delivery: NewDelivery): Promise<boolean>;
  leaseDeliveries(lease: Lease): Promise<readonly Delivery[]>;
  /** By the holder of the lease; a holder who has lost it to another changes nothing. */
  endDelivery(delivery: Pick<Delivery, 'id' | 'attempts'>, end: DeliveryEnd): Promise<void>;

  /** Only the oldest message of each subject that is still to be told, so that a receiver hears of each in order. */
  leaseOutbox(lease: OutboxLease): Promise<readonly OutboxMessage[]>;
  /** By the holder of the lease. Anyone may say `done`: the receiver has the event. */
  endOutbox(message: Pick<OutboxMessage, 'id' | 'attempts'>, end: OutboxEnd): Promise<void>;

  readDeadLetters(page: LetterPage): Promise<readonly KeptLetter[]>;
  countDeadLetters(): Promise<{ readonly inbox: number; readonly outbox: number }>;
  /** null: no letter of this id was ever dead. */
  changeDeadLetter<A>(letter: LetterNamed, decide: Decide<KeptLetter | null, LetterWrite, A>): Promise<A>;
};

/** A verified webhook in the inbox. `attempts` counts the tries made before this one. */
export type Delivery = {
  readonly id: number;
  readonly provider: Provider;
  readonly eventId: string;
  readonly eventType: string;
  readonly orderId: OrderId | null;
  readonly providerTxnId: string | null;
  /** What `providerTxnId` names where the webhook is about a subscription or an invoice; null: it is about a payment. */
  readonly billing: 'subscription' | 'invoice' | 'checkout' | null;
  readonly attempts: number;
  /** When it was filed, epoch milliseconds. */
  readonly filedAt: number;
};

export type NewDelivery = Omit<Delivery, 'id' | 'attempts' | 'billing' | 'filedAt'> & {
  /** Left out: it is about a payment. */
  readonly billing?: Delivery['billing'];
  readonly at: number;
};

/** parked: its order is not known (yet). dead: given up, for the operator to see. A date is when to try again. */
export type DeliveryEnd =
  | { readonly kind: 'retry'; readonly at: number; readonly outcome: LetterOutcome }
  | { readonly kind: 'parked'; readonly at: number; readonly outcome: LetterOutcome }
  | { readonly kind: 'dead'; readonly at: number; readonly outcome: LetterOutcome }
  /** Nothing is to be done about it. */
  | { readonly kind: 'done'; readonly outcome: LetterOutcome };

export type OutboxLease = Lease & { readonly outlet: OutletName };

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
  | { readonly kind: 'retry'; readonly at: number; readonly outcome: LetterOutcome }
  | { readonly kind: 'dead'; readonly at: number; readonly outcome: LetterOutcome };

/** Newest first, those older than `before`. */
export type LetterPage = {
  readonly box: Box;
  readonly state: 'dead' | 'discarded';
  readonly before: LetterId | null;
  readonly limit: number;
};

export type LetterNamed = { readonly box: Box; readonly id: LetterId };

/** `at`: from when on it is due again. */
export type LetterWrite =
  | { readonly state: 'due'; readonly at: number; readonly attempts: number }
  | { readonly state: 'discarded'; readonly reason: string };
