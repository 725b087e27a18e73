// Stripe's webhooks: the signature covers a time and the raw bytes, and what is left of the event is which payment it is about.
import { isUtf8 } from 'node:buffer';
import type { Stripe } from 'stripe';
import { z } from 'zod';
import { OrderId } from '../../contract/orders/orders.ts';
import type { RailEvent, RawDelivery } from '../rail.ts';

/** A delivery older than this is refused. */
const toleranceSeconds = 300;

export type EventKeys = { readonly stripe: Stripe; readonly webhookSecret: string; readonly now: number };

const Event = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(100),
  data: z.object({ object: z.looseObject({ object: z.string() }) }),
});

type Opened =
  | {
      readonly kind: 'event';
      readonly event: {
        readonly id: string;
        readonly type: string;
        readonly object: Readonly<Record<string, unknown>>;
      };
    }
  | { readonly kind: 'rejected'; readonly reason: string };

/** Never throws: whatever is wrong with a delivery is the answer. */
export function openEvent({ body, headers }: RawDelivery, { stripe, webhookSecret, now }: EventKeys): Opened {
  const signature = headers['stripe-signature'];
  if (typeof signature !== 'string') return { kind: 'rejected', reason: 'no readable signature' };
  if (!isUtf8(body)) return { kind: 'rejected', reason: 'no text' };
  const parsed = Event.safeParse(openedBy(signature));
  if (!parsed.success) return { kind: 'rejected', reason: 'the signature does not fit, or this is no event' };
  const { id, type, data } = parsed.data;
  return { kind: 'event', event: { id, type, object: data.object } };

  function openedBy(header: string): unknown {
    try {
      // As text: of bytes the SDK would leave out a byte order mark, and so take others than those that were signed.
      return stripe.webhooks.constructEvent(body.toString(), header, webhookSecret, toleranceSeconds, undefined, now);
    } catch {
      return null;
    }
  }
}

const PaymentId = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .pipe(z.string().max(255));

const Paid = z.object({
  object: z.string(),
  id: z.string().max(255).nullish(),
  /** Of a hosted page: what it is for. */
  mode: z.string().nullish().catch(null),
  payment_intent: PaymentId.nullish().catch(null),
  metadata: z.looseObject({ order_id: z.unknown().optional() }).nullish(),
  client_reference_id: z.string().nullish().catch(null),
});

/** Never throws, as `openEvent`. */
export function eventIn(delivery: RawDelivery, keys: EventKeys): RailEvent {
  const opened = openEvent(delivery, keys);
  if (opened.kind === 'rejected') return opened;
  const { id: eventId, type: eventType } = opened.event;
  const object = Paid.safeParse(opened.event.object);
  if (!object.success) return { kind: 'rejected', reason: 'the signature does not fit, or this is no event' };
  const providerTxnId = paymentOf(object.data);
  if (providerTxnId == null) return { kind: 'ignored', eventType };
  const orderId = OrderId.safeParse(object.data.metadata?.order_id ?? object.data.client_reference_id);
  return { kind: 'event', eventId, eventType, orderId: orderId.success ? orderId.data : null, providerTxnId };
}

/** A hosted page has no payment before the buyer tried to pay; whatever else Stripe tells of names the payment that it belongs to. */
function paymentOf(object: z.infer<typeof Paid>): string | null {
  if (object.object === 'payment_intent') return object.id ?? null;
  if (object.object !== 'checkout.session') return object.payment_intent ?? null;
  // A page on which a subscription is begun is no order's.
  return object.mode == null || object.mode === 'payment' ? (object.payment_intent ?? object.id ?? null) : null;
}
