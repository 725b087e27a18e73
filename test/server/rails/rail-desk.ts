// For tests of a rail by itself, without a server around it: an order to start, and questions without their signals.
import { randomUUID } from 'node:crypto';
import { type Order, OrderId } from '../../../server/contract/orders/orders.ts';
import { Microcredits } from '../../../server/contract/money.ts';
import type { Rail } from '../../../server/rails/rail.ts';

/** Five euros, an hour to pay. */
export function newOrder(over: Partial<Order> = {}): Order {
  return {
    id: OrderId.parse(randomUUID()),
    state: 'open',
    provider: 'stripe',
    pack_id: 'small',
    amount_cents: 500,
    currency: 'EUR',
    credits_microcredits: Microcredits.parse(100_000_000),
    is_claimed: false,
    created_at: Date.now(),
    expires_at: Date.now() + 3_600_000,
    paid_at: null,
    refunded_cents: 0,
    checkout_revision: 0,
    ...over,
  };
}

export function deskOf(rail: Rail) {
  const signal = () => AbortSignal.timeout(60_000);
  return {
    start: (order: Order) => rail.start(order, signal()),
    read: (providerTxnId: string, refunds: readonly string[] = [], isPartShown = false) =>
      rail.read({ providerTxnId, refunds, isPartShown }, signal()),
    refund: (providerTxnId: string, amountCents: number, id: string = randomUUID(), currency = 'EUR') =>
      rail.refund({ id, providerTxnId, amountCents, currency }, signal()),
  };
}
