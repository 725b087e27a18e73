// One way to pay as the checkout page shows it. A rail's panel knows its provider; the page does not.
import type { Order, OrderId, Provider } from '../../contract/orders.ts';
import type { Html } from './html.ts';

export type CheckoutPanel = {
  readonly provider: Provider;
  /** A line above the page that must not be missed; null for none. */
  readonly notice: string | null;
  render(order: Order): Html;
  /** Whether the provider already knows more than the order shows. */
  isSettling(order: Order): boolean;
  /** A button of this panel was pressed. `unknown`: no such payment or button. */
  act(orderId: OrderId, action: string): 'done' | 'unknown';
};
