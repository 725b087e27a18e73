// Stripe's webhooks: the signature covers a time and the raw bytes, and what is left of the event is which payment it is about.
import { isUtf8 } from 'node:buffer';
import type { Stripe } from 'stripe';
import { z } from 'zod';
import { OrderId } from '../../contract/orders/orders.ts';
import type { RailEvent, RawDelivery } from '../rail.ts';

/** A delivery older than this is refused. */
const toleranceSeconds = 300;

const Payment = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).pipe(z.string().max(255));

const Event = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(100),
  data: z.object({
    object: z.looseObject({
      object: z.string(),
      id: z.string().max(255).nullish(),
      payment_intent: Payment.nullish().catch(null),
      metadata: z.looseObject({ order_id: z.unknown().optional() }).nullish(),
      client_reference_id: z.string().nullish().catch(null),
    }),
  }),
});

/** Never throws: whatever is wrong with a delivery is the answer. */
export function eventIn(
  { body, headers }: RawDelivery,
  own: { readonly stripe: Stripe; readonly webhookSecret: string; readonly now: number },
): RailEvent {
  const signature = headers['stripe-signature'];
  if (typeof signature !== 'string') return { kind: 'rejected', reason: 'no readable signature' };
  if (!isUtf8(body)) return { kind: 'rejected', reason: 'no text' };
  const parsed = Event.safeParse(openedBy(signature));
  if (!parsed.success) return { kind: 'rejected', reason: 'the signature does not fit, or this is no event' };
  const { id: eventId, type: eventType, data } = parsed.data;
  const { object } = data;
  const providerTxnId = paymentOf(object);
  if (providerTxnId == null) return { kind: 'ignored', eventType };
  const orderId = OrderId.safeParse(object.metadata?.order_id ?? object.client_reference_id);
  return { kind: 'event', eventId, eventType, orderId: orderId.success ? orderId.data : null, providerTxnId };

  function openedBy(header: string): unknown {
    try {
      const { webhooks } = own.stripe;
      // As text: of bytes the SDK would leave out a byte order mark, and so take others than those that were signed.
      return webhooks.constructEvent(body.toString(), header, own.webhookSecret, toleranceSeconds, undefined, own.now);
    } catch {
      return null;
    }
  }
}

/** A hosted page has no payment before the buyer tried to pay; whatever else Stripe tells of names the payment that it belongs to. */
function paymentOf(object: z.infer<typeof Event>['data']['object']): string | null {
  if (object.object === 'payment_intent') return object.id ?? null;
  return object.payment_intent ?? (object.object === 'checkout.session' ? (object.id ?? null) : null);
}
