// A rail is one way to pay. The port knows orders and readings, never a ledger.
import type { Order, OrderId, Provider } from '../contract/orders.ts';

/** What the buyer needs to go on; `url` is the page on our own server that shows the same. */
export type RailCheckout =
  | { readonly type: 'redirect'; readonly url: string }
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
  readonly providerTxnId: string;
  readonly state: 'open' | 'seen' | 'declined' | 'paid' | 'expired' | 'failed' | 'refunded';
  /** The provider's own word for it, for the operator. */
  readonly providerStatus: string;
  /** What has come in, in the order's currency; null where the provider does not say. */
  readonly paidCents: number | null;
};

/** A webhook after its signature was checked over the raw bytes; it names a payment and proves nothing more. */
export type RailEvent =
  | {
      readonly kind: 'event';
      readonly eventId: string;
      readonly eventType: string;
      readonly orderId: OrderId | null;
      readonly providerTxnId: string | null;
    }
  /** Signed, and about something that no order depends on. */
  | { readonly kind: 'ignored'; readonly eventType: string }
  | { readonly kind: 'rejected'; readonly reason: string };

/** `viewLink`: where the buyer collects the money, for rails that cannot send it back by themselves. */
export type RailRefund = { readonly state: 'pending' | 'succeeded' | 'failed'; readonly viewLink?: string };

export type RawDelivery = {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

/** Calls may throw RailUnavailable; each takes a signal and has its own timeout. */
export type Rail = {
  readonly provider: Provider;
  /** Repeatable: the same order gives the same payment. */
  start(order: Order, signal: AbortSignal): Promise<RailStart>;
  read(providerTxnId: string, signal: AbortSignal): Promise<RailReading>;
  verify(delivery: RawDelivery): RailEvent;
  refund(
    refund: { readonly id: string; readonly providerTxnId: string; readonly amountCents: number },
    signal: AbortSignal,
  ): Promise<RailRefund>;
  close(): Promise<void>;
};

/** The provider did not answer, or not sensibly; a later try may succeed. */
export class RailUnavailable extends Error {
  override readonly name = 'RailUnavailable';
}
