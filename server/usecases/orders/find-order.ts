// Finds an order by its id, by what the operator's own program calls it, or by the provider's id of its payment.
import { type OrderId, Provider } from '../../contract/orders/orders.ts';
import type { OrderRecord } from '../../domain/orders/order.ts';
import type { OrderStore } from '../../storage/orders/order-store.ts';
import { refusal, type Refused } from '../refusal.ts';

/** `provider`: only an order that is paid this way; left out: any. */
export type OrderNaming = { readonly provider?: Provider | undefined } & (
  | { readonly orderId: OrderId }
  | { readonly externalId: string }
  | { readonly providerTxnId: string }
);

type Finding = { readonly storage: Pick<OrderStore, 'readOrder' | 'findOrder' | 'findOrderCalled'> };

export async function findOrder({ storage }: Finding, named: OrderNaming): Promise<OrderRecord | null> {
  const order = await lookUp(storage, named);
  return named.provider === undefined || named.provider === order?.provider ? order : null;
}

async function lookUp(storage: Finding['storage'], named: OrderNaming): Promise<OrderRecord | null> {
  if ('orderId' in named) return storage.readOrder(named.orderId);
  if ('externalId' in named) return storage.findOrderCalled(named.externalId);
  const { providerTxnId, provider } = named;
  const providers = provider === undefined ? Provider.options : [provider];
  const found = await Promise.all(providers.map((one) => storage.findOrder({ provider: one, providerTxnId })));
  return found.find((order) => order !== null) ?? null;
}

export function orderIdOf(deps: Finding) {
  return async (named: OrderNaming): Promise<{ readonly kind: 'order'; readonly id: OrderId } | Refused> => {
    const order = await findOrder(deps, named);
    return order === null ? refusal('order_not_found', {}) : { kind: 'order', id: order.id };
  };
}
