// An order's state in the words of StatusWord, and what its provider was asked for.
import type { LocalStatus, ProviderStatus, StatusWord } from '../../contract/orders/order-status.ts';
import type { OrderState } from '../../contract/orders/orders.ts';
import type { OrderRecord } from './order.ts';

/** Until a dispute is decided nobody knows who keeps the money, so it is pending. */
const orderWords: Readonly<Record<OrderState, StatusWord>> = {
  open: 'pending',
  seen: 'pending',
  declined: 'pending',
  disputed: 'pending',
  paid: 'succeeded',
  refunded: 'refunded',
  failed: 'failed',
  expired: 'canceled',
};

export function localStatus({ state, id, externalId, providerTxnId }: OrderRecord): LocalStatus {
  const word = orderWords[state];
  return {
    order_status: word,
    payment_status: state === 'declined' ? 'failed' : word,
    order_id: externalId ?? id,
    provider_txn_id: providerTxnId,
  };
}

/** null: it was asked for nothing yet. */
export function providerStatus(order: OrderRecord, status: string | null): ProviderStatus | null {
  const { amountCents, currency, providerTxnId } = order;
  if (providerTxnId === null) return null;
  return { status, amount_cents: amountCents, currency, provider_txn_id: providerTxnId };
}
