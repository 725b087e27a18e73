// How a started purchase is shown to its buyer, from its row.
import type { OrderRecord } from '../../domain/orders/order.ts';
import { toOrder } from '../../domain/orders/order.ts';
import { invariant } from '../../lib/invariant.ts';
import { storedCheckout } from './stored-checkout.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { CheckoutStarted, Usecases } from '../usecases.ts';

export function startedCheckout({ storage }: Pick<UsecaseDeps, 'storage'>): Usecases['orders']['started'] {
  return async (id) => {
    const order = await storage.readOrder(id);
    return order === null || order.checkout === null ? null : checkoutAnswer(order);
  };
}

export function checkoutAnswer(order: OrderRecord): CheckoutStarted {
  const checkout = storedCheckout(order);
  invariant(checkout !== null && order.providerTxnId !== null, `order ${order.id} has no payment yet`);
  const base = { order_id: order.id, provider_txn_id: order.providerTxnId, order: toOrder(order) };
  switch (checkout.type) {
    case 'redirect':
      return {
        ...base,
        type: 'redirect',
        payload: { url: checkout.url, ...(checkout.providerUrl == null ? {} : { provider_url: checkout.providerUrl }) },
      };
    case 'client_secret':
      return {
        ...base,
        type: 'client_secret',
        payload: { url: checkout.url, client_secret: checkout.clientSecret, publishable_key: checkout.publishableKey },
      };
    case 'invoice':
      return {
        ...base,
        type: 'invoice',
        payload: {
          url: checkout.url,
          methods: checkout.methods.map(({ paymentLink, ...method }) => ({ ...method, payment_link: paymentLink })),
        },
      };
  }
}
