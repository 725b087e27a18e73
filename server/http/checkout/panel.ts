// One way to pay as the checkout page shows it. A rail's panel knows its provider; the page does not.
import type { Order, OrderId, Provider } from '../../contract/orders.ts';
import type { CheckoutStarted } from '../../usecases/usecases.ts';
import type { Html } from './html.ts';

export type CheckoutPanel = {
  readonly provider: Provider;
  /** A line above the page that must not be missed; null for none. */
  readonly notice: string | null;
  /** Whose scripts and frames this panel's page may load, beside our own; null for nobody's. */
  readonly sources: PanelSources | null;
  /** `started` is what the rail answered when the order was made; null where it has none. null: nothing can be shown. */
  render(order: Order, started: CheckoutStarted | null): Html | null;
  /** Whether the provider already knows more than the order shows. */
  isSettling(order: Order): boolean;
  /** A button of this panel was pressed. `unknown`: no such payment or button. */
  act(orderId: OrderId, action: string): 'done' | 'unknown';
};

/** Origins, such as https://js.stripe.com. */
export type PanelSources = {
  /** The script itself, which is loaded before our own that drives it. */
  readonly script: string;
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly connects: readonly string[];
};
