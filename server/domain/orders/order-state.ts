// Where an order stands once something was credited for it: what its books say, and nothing else.
import type { OrderState } from '../../contract/orders/orders.ts';
import type { OrderDraft } from './order-draft.ts';
import { goneOf } from '../refunds/refund-record.ts';
import { openDispute } from '../refunds/take-back.ts';

/** `uncredited`: where it stands while nothing was credited. */
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
