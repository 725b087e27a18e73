// The id of a refund for which nobody has made one: made from the order and the amount, so that the same request again, as after an
// answer that was lost, does not give the money back twice.
import type { OrderId } from '../../contract/orders/orders.ts';
import { RefundId } from '../../contract/refunds/refunds.ts';
import { hashedUuid } from '../../lib/hashed-uuid.ts';
import type { RefundRecord } from './refund-record.ts';

/** `cents` null: all that is left. A refund that has failed is followed by another, under the next id. `known`: those of the order. */
export function unnamedRefundId(
  { orderId, cents }: { readonly orderId: OrderId; readonly cents: number | null },
  known: readonly Pick<RefundRecord, 'id' | 'state'>[],
): RefundId {
  const failed = new Set<string>(known.filter(({ state }) => state === 'failed').map(({ id }) => id));
  const idOf = (attempt: number) => hashedUuid(`refund\n${orderId}\n${cents ?? 'rest'}\n${attempt}`);
  let attempt = 0;
  while (failed.has(idOf(attempt))) attempt += 1;
  return RefundId.parse(idOf(attempt));
}
