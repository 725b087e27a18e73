// The state of an order once something was credited for it. It follows only from what was booked.
import type { OrderState } from '../../contract/orders/orders.ts';
import type { OrderDraft } from './order-draft.ts';
import { goneOf } from '../refunds/refund-record.ts';
import { openDispute } from '../refunds/take-back.ts';

/** `uncredited`: its state while nothing was credited. */
export function restate(draft: OrderDraft, uncredited: OrderState): void {
  draft.setOrder({ state: stateOf(draft, uncredited) });
}

function stateOf(draft: OrderDraft, uncredited: OrderState): OrderState {
  const { books } = draft.order();
  if (books.creditedCents === 0) return uncredited;
  if (books.voided !== null) return 'failed';
  if (openDispute(draft) !== null) return 'disputed';
  const gone = goneOf(draft.refunds().filter(({ state }) => state === 'succeeded'));
  return gone.cents === books.creditedCents ? 'refunded' : 'paid';
}
