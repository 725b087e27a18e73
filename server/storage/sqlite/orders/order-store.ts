// The orders' part of the store: a change of an order writes its refunds, cases, credits and letters in one commit.
import type { OrderSeen, OrderStore, OrderWrite } from '../../orders/order-store.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

type OrderRows = Pick<Rows, 'orders' | 'refunds' | 'suspense' | 'accounts' | 'outbox' | 'inbox'>;

export function createOrderStore({ read, write: run }: LedgerFile, rows: OrderRows): OrderStore {
  const { orders, refunds, suspense, accounts, outbox, inbox } = rows;

  function seen({ id, externalId = null, refund }: Parameters<OrderStore['changeOrder']>[0]): OrderSeen {
    const order = externalId === null ? orders.order(id) : orders.called(externalId);
    return {
      order,
      wallet: order === null ? null : accounts.byOwner(order.owner),
      refunds: order === null ? [] : refunds.ofOrder(order.id),
      cases: order === null ? [] : suspense.ofOrder(order.id),
      refund: refund === undefined ? null : refunds.refund(refund),
    };
  }

  function writeAll({ order, cases = [], refunds: changed = [], posting, letters, deliveryId }: OrderWrite): void {
    orders.write(order);
    for (const one of cases) suspense.write(one);
    for (const one of changed) refunds.write(one);
    if (posting !== null) accounts.write(posting);
    for (const letter of letters) outbox.write(letter);
    if (deliveryId !== null) inbox.done(deliveryId);
  }

  return {
    readOrder: (id) => read(() => orders.order(id)),
    findOrder: (payment) => read(() => orders.byPayment(payment)),
    findOrderCalled: (externalId) => read(() => orders.called(externalId)),
    pageOrders: (page) => read(() => orders.ofOwner(page)),
    changeOrder: (ask, decide) =>
      run(() => {
        const { write, answer } = decide(seen(ask));
        if (write !== null) writeAll(write);
        return answer;
      }),
    leaseOrders: (lease) => run(() => orders.lease(lease)),
  };
}
