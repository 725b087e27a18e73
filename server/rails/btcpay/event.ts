// BTCPay Server's webhooks: signed bytes, and of the event only which invoice it is about.
import { OrderId } from '../../contract/orders/orders.ts';
import type { RailEvent, RawDelivery } from '../rail.ts';
import { InvoiceEvent } from './shapes.ts';
import { signatureFault } from './signature.ts';

const testMark = '__test__';

/** Never throws: whatever is wrong with a delivery is the answer. */
export function eventIn(
  delivery: RawDelivery,
  own: { readonly webhookSecret: string; readonly storeId: string },
): RailEvent {
  const fault = signatureFault(own.webhookSecret, delivery);
  if (fault !== null) return { kind: 'rejected', reason: fault };
  const event = InvoiceEvent.safeParse(parseJson(delivery.body));
  if (!event.success) return { kind: 'rejected', reason: 'signed, but not an event' };
  const { deliveryId, type, storeId, invoiceId, metadata } = event.data;
  if (storeId != null && storeId !== own.storeId) return { kind: 'rejected', reason: 'signed, but of another store' };
  // Payouts name a pull payment and no invoice; what became of them is asked for with the order's next reading.
  if (invoiceId == null) return { kind: 'ignored', eventType: type };
  // What “Test” in BTCPay Server's settings sends: about an invoice that there is not.
  if (invoiceId.startsWith(testMark) || deliveryId.startsWith(testMark))
    return { kind: 'ignored', eventType: type, isTest: true };
  const orderId = OrderId.safeParse(metadata?.orderId);
  return {
    kind: 'event',
    eventId: deliveryId,
    eventType: type,
    orderId: orderId.success ? orderId.data : null,
    providerTxnId: invoiceId,
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
