// How a started purchase is shown to its buyer, from its row.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { OrderRecord } from '../../domain/orders/order.ts';
import { toOrder } from '../../domain/orders/order.ts';
import { invariant } from '../../lib/invariant.ts';
import { storedCheckout } from './stored-checkout.ts';
import type { CheckoutAnswer, OrderId } from '../../contract/orders/orders.ts';

type WithoutRequestId<Answer> = Answer extends unknown ? Omit<Answer, 'request_id'> : never;

/** The checkout answer of each kind, before the HTTP side adds its request id. */
export type CheckoutStarted = WithoutRequestId<CheckoutAnswer>;

/** What the rail answered when the order was made, for our own checkout page; null where it never came so far. */
export function startedCheckout({ storage }: { readonly storage: Pick<OrderStore, 'readOrder'> }) {
  return async (id: OrderId): Promise<CheckoutStarted | null> => {
    const order = await storage.readOrder(id);
    return order === null || order.checkout === null ? null : checkoutAnswer(order);
  };
}

export function checkoutAnswer(order: OrderRecord): CheckoutStarted {
  const checkout = storedCheckout(order);
  invariant(checkout !== null && order.providerTxnId !== null, `order ${order.id} has no payment yet`);
  const named = { order_id: order.externalId ?? order.id, amount_cents: order.amountCents, currency: order.currency };
  const base = { order_id: order.externalId ?? order.id, provider_txn_id: order.providerTxnId, order: toOrder(order) };
  switch (checkout.type) {
    case 'redirect':
      return {
        ...base,
        type: 'redirect',
        payload: {
          ...named,
          url: checkout.url,
          ...(checkout.providerUrl == null ? {} : { provider_url: checkout.providerUrl }),
        },
      };
    case 'client_secret':
      return {
        ...base,
        type: 'client_secret',
        payload: {
          ...named,
          url: checkout.url,
          client_secret: checkout.clientSecret,
          publishable_key: checkout.publishableKey,
        },
      };
    case 'invoice':
      return {
        ...base,
        type: 'invoice',
        payload: {
          ...named,
          url: checkout.url,
          methods: checkout.methods.map(({ paymentLink, ...method }) => ({ ...method, payment_link: paymentLink })),
        },
      };
  }
}
