// The orders' part of the store: a change of an order writes its refunds, cases, credits and letters in one commit.
import type { OrderAsk, OrderSeen, OrderStore, OrderWrite } from '../../orders/order-store.ts';
import { finishDelivery } from '../letters/inbox.ts';
import { writeLetters } from '../letters/outbox.ts';
import { lockNames } from '../locks.ts';
import { readRefund, refundsOf, writeRefund } from '../refunds/refunds.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { casesOf, writeCase } from '../suspense/suspense.ts';
import type { Transaction } from '../transaction.ts';
import { lockWallet } from '../wallets/accounts.ts';
import { book } from '../wallets/book.ts';
import { findOrder, findOrderCalled, leaseOrders, lockOrder, ordersOf, readOrder, writeOrder } from './orders.ts';

export function createOrderStore({ read, write: run }: LedgerDatabase): OrderStore {
  return {
    readOrder: (id) => read((tx) => readOrder(tx, id)),
    findOrder: (payment) => read((tx) => findOrder(tx, payment)),
    findOrderCalled: (externalId) => read((tx) => findOrderCalled(tx, externalId)),
    pageOrders: (page) => read((tx) => ordersOf(tx, page)),
    changeOrder: (ask, decide) =>
      run(async (tx) => {
        const { write, answer } = decide(await seen(tx, ask));
        if (write !== null) await writeAll(tx, write);
        return answer;
      }),
    leaseOrders: (lease) => run((tx) => leaseOrders(tx, lease)),
  };
}

async function seen(tx: Transaction, { id, externalId = null, refund }: OrderAsk): Promise<OrderSeen> {
  // An order, and a refund of any order, may not be there yet, and two may be about to make it.
  const names = [`order:${id}`, externalId === null ? null : `called:${externalId}`, refund && `refund:${refund}`];
  await lockNames(
    tx,
    'matter',
    names.flatMap((name) => name ?? []),
  );
  const order = await lockOrder(tx, id, externalId);
  const [wallet, refunds, cases, asked] = await Promise.all([
    order === null ? null : lockWallet(tx, { owner: order.owner }),
    order === null ? [] : refundsOf(tx, order.id),
    order === null ? [] : casesOf(tx, order.id),
    refund === undefined ? null : readRefund(tx, refund),
  ]);
  return { order, wallet, refunds, cases, refund: asked };
}

async function writeAll(tx: Transaction, write: OrderWrite): Promise<void> {
  const { order, cases = [], refunds = [], posting, letters, deliveryId } = write;
  // Each refers to the one before it.
  await writeOrder(tx, order);
  for (const one of cases) await writeCase(tx, one);
  for (const one of refunds) await writeRefund(tx, one);
  await Promise.all([writeLetters(tx, letters), finishDelivery(tx, deliveryId)]);
  if (posting !== null) await book(tx, posting);
}
