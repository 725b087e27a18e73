// What was given back, page by page, for the operator: with what could not be taken back of the credits.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { RefundStore } from '../../storage/refunds/refund-store.ts';
import { type OperatorRefund, RefundId } from '../../contract/refunds/refunds.ts';
import { toOperatorRefund } from '../../domain/refunds/refund-record.ts';
import { invariant } from '../../lib/invariant.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { PageAsked } from '../page-asked.ts';

const pageMax = 200;

/** Why it was made and why it failed are told as values; the sentences for them are made where it is shown. */
type ToldRefund = Omit<OperatorRefund, 'note' | 'reason'>;

type RefundsShown = {
  readonly kind: 'page';
  readonly refunds: readonly ToldRefund[];
  readonly nextCursor: string | null;
};

/** Newest first, at most 200 at a time. */
export function listRefunds({
  storage,
}: {
  readonly storage: Pick<RefundStore, 'pageRefunds'> & Pick<OrderStore, 'readOrder'>;
}) {
  return async ({ limit, cursor }: PageAsked): Promise<RefundsShown | Refused> => {
    const before = cursor === null ? null : RefundId.safeParse(cursor);
    if (before?.success === false) return refusal('invalid_request', { reason: 'cursor_unknown' });
    const size = Math.min(Math.max(1, limit), pageMax);
    // One more than asked for tells whether any follow.
    const found = await storage.pageRefunds({ before: before?.data ?? null, limit: size + 1 });
    if (found === null) return refusal('invalid_request', { reason: 'cursor_unknown' });
    const shown = found.slice(0, size);
    const refunds = await Promise.all(
      shown.map(async (row) => {
        const order = await storage.readOrder(row.orderId);
        invariant(order !== null, `order ${row.orderId} has a refund and is gone`);
        return toOperatorRefund(row, order);
      }),
    );
    return { kind: 'page', refunds, nextCursor: found.length > size ? (shown.at(-1)?.id ?? null) : null };
  };
}
