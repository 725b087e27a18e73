// One way to pay as the checkout page shows it. A rail's panel knows its provider; the page does not.
import type { Order, OrderId, Provider } from '../../contract/orders/orders.ts';
import type { CheckoutStarted } from '../../usecases/orders/checkout-answer.ts';
import type { Html } from './html.ts';
import type { Locale } from './locale.ts';

export type CheckoutPanel = {
  readonly provider: Provider;
  /** Whether no real money moves here. The page has to say so clearly. */
  readonly isTest: boolean;
  /** null: nothing can be shown. */
  render(shown: PanelAsk): PanelView | null;
  /** Whether the provider already knows more than the order shows. */
  isSettling(order: Order): Promise<boolean>;
  /** A button of this panel was pressed. `unknown`: no such payment or button. */
  act(orderId: OrderId, action: string): Promise<'done' | 'unknown'>;
};

export type PanelAsk = {
  readonly order: Order;
  /** What the rail answered when the order was made; null where it has none. */
  readonly started: CheckoutStarted | null;
  readonly locale: Locale;
  /** Which way to pay the reader wants to see first, as the address has it, unchecked. */
  readonly way: string | null;
};

export type PanelView = {
  readonly html: Html;
  /** Whether its button says the price, so that it need not be said beside it. */
  readonly isPriceOnButton?: boolean;
  /** Whose scripts and frames are let in for it, beside our own; null for nobody's. */
  readonly sources: PanelSources | null;
};

/** Origins, such as https://js.stripe.com. */
export type PanelSources = {
  /** The script itself, which is loaded before our own that drives it. */
  readonly script: string;
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly connects: readonly string[];
};
