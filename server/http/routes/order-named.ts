// How a request names an order: by order_id, which is ours or the operator's own name for it, or by the provider's id of its payment.
import { OrderId, type Provider } from '../../contract/orders/orders.ts';
import type { OrderNaming } from '../../usecases/orders/find-order.ts';
import { refusal } from '../problem.ts';

/** A UUID is our own id; any other name is the operator's. Throws where both or none are given. */
export function namedOrder({ order_id: name, provider_txn_id: providerTxnId, provider }: Names): OrderNaming {
  if ((name === undefined) === (providerTxnId === undefined))
    throw refusal('invalid_request', { reason: 'order_or_transaction' });
  if (providerTxnId !== undefined) return { providerTxnId, provider };
  const id = OrderId.safeParse(name);
  return id.success ? { orderId: id.data, provider } : { externalId: name ?? '', provider };
}

type Names = {
  readonly order_id?: string | undefined;
  readonly provider_txn_id?: string | undefined;
  readonly provider?: Provider | undefined;
};
