// What the page says about an order: its state, and what else is known, such as that the buyer has just come back from paying.
import type { Order } from '../../contract/orders/orders.ts';
import type { PageState } from '../../words/checkout/checkout-texts.ts';

/** How the buyer came back from a page of the provider's, or from its form in ours; null: they did not. */
export type Return = 'done' | 'cancelled' | 'failed' | null;

/** `back` is our own word for it; `redirect_status` the one that Stripe.js appends after a bank's page. */
export function returnOf(query: { readonly back?: unknown; readonly redirect_status?: unknown }): Return {
  if (query.back === 'done' || query.back === 'cancelled') return query.back;
  switch (query.redirect_status) {
    case 'succeeded':
    case 'processing':
    case 'pending':
      return 'done';
    case 'failed':
      return 'failed';
    default:
      return null;
  }
}

export function pageStateOf(
  order: Order,
  known: { readonly isSettling: boolean; readonly returned: Return },
): PageState {
  if (order.state === 'paid') return order.refunded_cents > 0 ? 'refunded_in_part' : 'paid';
  if (order.state !== 'open' && order.state !== 'declined') return order.state;
  if (known.isSettling || known.returned === 'done') return 'settling';
  if (known.returned === 'failed') return 'declined';
  return known.returned === 'cancelled' && order.state === 'open' ? 'cancelled' : order.state;
}

/** Whether the buyer can still do something here. */
export function isPayable(state: PageState): boolean {
  return state === 'open' || state === 'declined' || state === 'cancelled';
}

/** Whether it will change by itself. */
export function isWaiting(state: PageState): boolean {
  return state === 'settling' || state === 'seen';
}
