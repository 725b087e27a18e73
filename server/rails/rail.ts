// A rail is one way to pay. The port knows orders and readings, never a ledger.
import type { ProviderNo } from '../contract/problem-params.ts';
import { type Order, OrderId, type Provider } from '../contract/orders/orders.ts';

/** What the buyer needs to go on; `url` is the page on our own server that shows the same. */
export type RailCheckout =
  /** `providerUrl`: the provider's own page, to which ours leads on; null where ours is all there is. */
  | { readonly type: 'redirect'; readonly url: string; readonly providerUrl: string | null }
  | {
      readonly type: 'client_secret';
      readonly url: string;
      readonly clientSecret: string;
      readonly publishableKey: string;
    }
  | { readonly type: 'invoice'; readonly url: string; readonly methods: readonly RailMethod[] };

export type RailMethod = {
  readonly id: string;
  readonly destination: string;
  readonly paymentLink: string;
  readonly amount: string;
  readonly due: string;
  readonly rate: string;
};

export type RailStart = { readonly providerTxnId: string; readonly checkout: RailCheckout };

/** What the provider itself says of a payment when asked: the truth that decides, unlike a webhook. */
export type RailReading = {
  /** What was asked about. */
  readonly providerTxnId: string;
  /**
   * By which the payment is known, credited and asked about from here on. It differs from `providerTxnId` once, where a hosted
   * checkout (Stripe's cs_…) has become a payment (pi_…): later news of money given back names that one alone.
   */
  readonly paymentTxnId: string;
  /**
   * paid: the money is there for good and no more is expected; where `paidCents` is less than the price, it buys in proportion.
   * refunded: all that came in has been given back for good; while a refund is on its way, the payment is still paid.
   * expired, with `paidCents`: too little came in, and it stays so. failed: over, also when it was paid or marked so before.
   */
  readonly state: 'open' | 'seen' | 'declined' | 'paid' | 'expired' | 'failed' | 'refunded';
  /** The provider's own word for it, for the operator. */
  readonly providerStatus: string;
  /** What came in in total, before anything was given back, in the order's currency; null where the provider does not say. */
  readonly paidCents: number | null;
  /** Everything that the provider says was or is being given back. */
  readonly refunds: readonly RailRefund[];
  /** Whether the buyer's bank took the money back, and how that ended. */
  readonly dispute: RailDispute;
  /** How an unpaid invoice can be paid by now, where that has changed since the start; left out: it has not, as far as is known. */
  readonly methods?: readonly RailMethod[];
};

export type RailDispute = 'none' | 'open' | 'won' | 'lost';

/** A webhook after its signature was checked over the raw bytes; it names a payment and proves nothing more. */
export type RailEvent =
  | {
      readonly kind: 'event';
      readonly eventId: string;
      readonly eventType: string;
      readonly orderId: OrderId | null;
      readonly providerTxnId: string | null;
    }
  /** Signed, and about something that no order depends on. `isTest`: the provider only tries whether it arrives. */
  | { readonly kind: 'ignored'; readonly eventType: string; readonly isTest?: boolean }
  | { readonly kind: 'rejected'; readonly reason: string };

export type RailRefund = {
  readonly providerRefundId: string;
  /** Ours; null when it was made at the provider. */
  readonly refundId: string | null;
  /** In the order's currency and its minor units; less than was asked for where the buyer collected only a part before it was closed. */
  readonly amountCents: number;
  /** failed: the money stays where it was. */
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** Where the buyer collects the money, for rails that cannot send it back; anybody who has this link can take the money. */
  readonly collectUrl: string | null;
};

/**
 * `refunds`: the provider's ids of the refunds that we know, which a rail may have to ask for one by one. `isPartShown`: the buyer
 * was shown what is left after a part payment, so that the rest must be read again.
 */
export type RailPayment = {
  readonly providerTxnId: string;
  readonly refunds: readonly string[];
  readonly isPartShown: boolean;
};

/** In the minor units of ISO 4217, as everywhere outside the rails. */
export type Price = { readonly amountCents: number; readonly currency: string };

/** What is sold, as in "Pack small", and for how much. */
export type PricedWare = { readonly ware: string; readonly price: Price };

/**
 * What a provider would be asked for a price. `words`: in its own units, for the operator. `step`: all amounts that it takes in this
 * currency are multiples of it, in our minor units.
 */
export type RailQuote =
  | { readonly kind: 'asked'; readonly words: string; readonly step: number }
  /** It never charges this. */
  | { readonly kind: 'impossible'; readonly no: QuoteNo };

export type QuoteNo = Extract<ProviderNo, { readonly reason: 'currency_not_taken' | 'amount_not_in_steps' }>;

export function asked({ words, step }: { readonly words: string; readonly step: number }): RailQuote {
  return { kind: 'asked', words, step };
}

export function impossible(no: QuoteNo): RailQuote {
  return { kind: 'impossible', no };
}

/**
 * others: the provider knows the payment, and it was not made for an order of ours, as where another shop uses the same account.
 * unknown: it cannot be told.
 */
export type PaymentOwner =
  | { readonly kind: 'order'; readonly orderId: OrderId }
  | { readonly kind: 'others' }
  | { readonly kind: 'unknown' };

/** `named`: what the payment itself says at the provider of the order that it was made for. */
export function ownerNamed(named: unknown): PaymentOwner {
  const orderId = OrderId.safeParse(named);
  return orderId.success ? { kind: 'order', orderId: orderId.data } : { kind: 'others' };
}

export type RawDelivery = {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

/** Calls may throw RailUnavailable; each takes a signal and has its own timeout. */
export type Rail = {
  readonly provider: Provider;
  /** Computed here; the provider is not asked. */
  quote(price: Price): RailQuote;
  /** Repeatable: the same order gives the same payment. Throws RailRefused where the provider will never take this one. */
  start(order: Order, signal: AbortSignal): Promise<RailStart>;
  read(payment: RailPayment, signal: AbortSignal): Promise<RailReading>;
  verify(delivery: RawDelivery): RailEvent;
  /** Asks the provider whom a payment belongs to for which we have no order. */
  ownerOf(providerTxnId: string, signal: AbortSignal): Promise<PaymentOwner>;
  /** Repeatable by id. Throws RailRefused where the provider says no for good. */
  refund(
    refund: Price & { readonly id: string; readonly providerTxnId: string },
    signal: AbortSignal,
  ): Promise<RailRefund>;
  close(): Promise<void>;
};

/** The cents of which all that a way to pay charges in a currency is a multiple; 1 where it charges nothing in it. */
export function stepOf(rail: Pick<Rail, 'quote'>, currency: string): number {
  // A multiple of every step that there is.
  const quote = rail.quote({ amountCents: 1000, currency });
  return quote.kind === 'asked' ? quote.step : 1;
}

/** The provider did not answer, or not sensibly; a later try may succeed. */
export class RailUnavailable extends Error {
  override readonly name = 'RailUnavailable';
}

/** The provider said no, and a later try would be told the same. The message is for the log. */
export class RailRefused extends Error {
  override readonly name = 'RailRefused';
  readonly no: ProviderNo;

  constructor(no: ProviderNo) {
    super(`refused: ${JSON.stringify(no)}`);
    this.no = no;
  }
}
