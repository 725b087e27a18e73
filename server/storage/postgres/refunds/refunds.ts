// Refunds: their statements, and their part of the store.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { RefundId } from '../../../contract/refunds/refunds.ts';
import type { RefundRecord } from '../../../domain/refunds/refund-record.ts';
import type { RefundPage, RefundStore } from '../../refunds/refund-store.ts';
import { refundChanges, refundColumns, type RefundRow, refundValues, toRefund } from '../../rows/refund-rows.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byId = sql<RefundRow>('SELECT * FROM refunds WHERE id = $1');
const ofOrder = sql<RefundRow>('SELECT * FROM refunds WHERE order_id = $1 ORDER BY seq');
const page = sql<RefundRow>('SELECT * FROM refunds WHERE seq < $1 ORDER BY seq DESC LIMIT $2');
const write = sql(`INSERT INTO refunds (${refundColumns}) VALUES (${placesFor(refundColumns)}) ${refundChanges}`);
const lease = sql<RefundRow>(
  `WITH due AS MATERIALIZED (
     SELECT seq FROM refunds WHERE next_try_at <= $2 ORDER BY next_try_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE refunds r SET next_try_at = $1, attempts = attempts + 1 FROM due WHERE r.seq = due.seq RETURNING r.*`,
);

/** The refunds' part of the store. */
export function createRefundStore({ read, write: run }: LedgerDatabase): RefundStore {
  return {
    readRefunds: (id) => read((tx) => refundsOf(tx, id)),
    pageRefunds: (asked) => read((tx) => pageRefunds(tx, asked)),
    leaseRefunds: ({ now, until, limit }) =>
      run(async (tx) => (await tx.all(lease, [until, now, limit])).map(toRefund)),
  };
}

export async function readRefund(tx: Transaction, id: RefundId): Promise<RefundRecord | null> {
  const row = await tx.one(byId, [id]);
  return row === undefined ? null : toRefund(row);
}

/** In the order in which they were made. */
export async function refundsOf(tx: Transaction, id: OrderId): Promise<readonly RefundRecord[]> {
  return (await tx.all(ofOrder, [id])).map(toRefund);
}

export async function writeRefund(tx: Transaction, refund: RefundRecord): Promise<void> {
  await tx.run(write, refundValues(refund));
}

async function pageRefunds(tx: Transaction, { before, limit }: RefundPage): Promise<readonly RefundRecord[] | null> {
  const from = before === null ? { seq: Number.MAX_SAFE_INTEGER } : await tx.one(byId, [before]);
  return from === undefined ? null : (await tx.all(page, [from.seq, limit])).map(toRefund);
}
