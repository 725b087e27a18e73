// Refunds: their statements, and their part of the store.
import type { OrderId } from '../../../contract/orders/orders.ts';
import type { RefundId } from '../../../contract/refunds/refunds.ts';
import type { RefundRecord } from '../../../domain/refunds/refund-record.ts';
import type { Lease } from '../../commands.ts';
import type { RefundPage, RefundStore } from '../../refunds/refund-store.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';
import { type RefundRow, refundChanges, refundColumns, refundValues, toRefund } from '../../rows/refund-rows.ts';

export type Refunds = {
  refund(id: RefundId): RefundRecord | null;
  /** In the order in which they were made. */
  ofOrder(id: OrderId): readonly RefundRecord[];
  write(refund: RefundRecord): void;
  lease(lease: Lease): readonly RefundRecord[];
  /** Newest first, those older than `before`; null: `before` names no refund. */
  page(page: RefundPage): readonly RefundRecord[] | null;
};

/** The refunds' part of the store. */
export function createRefundStore(
  { read, write }: LedgerFile,
  { refunds }: { readonly refunds: Refunds },
): RefundStore {
  return {
    readRefunds: (id) => read(() => refunds.ofOrder(id)),
    pageRefunds: (page) => read(() => refunds.page(page)),
    leaseRefunds: (lease) => write(() => refunds.lease(lease)),
  };
}

export function prepareRefunds(db: Connection): Refunds {
  const byId = db.prepare<[string], RefundRow>('SELECT * FROM refunds WHERE id = ?');
  const ofOrder = db.prepare<[string], RefundRow>('SELECT * FROM refunds WHERE order_id = ? ORDER BY seq');
  const page = db.prepare<[number, number], RefundRow>('SELECT * FROM refunds WHERE seq < ? ORDER BY seq DESC LIMIT ?');
  // Its order, its origin and its reason are written once and never changed.
  const write = db.prepare(
    `INSERT INTO refunds (${refundColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${refundChanges}`,
  );
  const lease = db.prepare<[number, number, number], RefundRow>(
    `UPDATE refunds SET next_try_at = ?, attempts = attempts + 1 WHERE seq IN
       (SELECT seq FROM refunds WHERE next_try_at <= ? ORDER BY next_try_at LIMIT ?) RETURNING *`,
  );

  return {
    refund(id) {
      const row = byId.get(id);
      return row === undefined ? null : toRefund(row);
    },
    ofOrder: (id) => ofOrder.all(id).map(toRefund),
    write(refund) {
      write.run(...refundValues(refund));
    },
    lease: ({ now, until, limit }) => lease.all(until, now, limit).map(toRefund),
    page({ before, limit }) {
      const from = before === null ? { seq: Number.MAX_SAFE_INTEGER } : byId.get(before);
      return from === undefined ? null : page.all(from.seq, limit).map(toRefund);
    },
  };
}
