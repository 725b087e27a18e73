// The sandbox's own buttons: the buyer plays the bank.
import { z } from 'zod';
import type { Order, OrderId } from '../../contract/orders.ts';
import { html, type Html } from './html.ts';
import { priceOf } from './page.ts';
import type { CheckoutPanel } from './panel.ts';
import { sandboxTexts } from './texts.ts';

const Action = z.enum(['pay', 'decline', 'expire']);

/** What the panel asks of the provider; the rail in rails/sandbox satisfies it. */
export type SandboxDesk = {
  act(orderId: OrderId, action: z.infer<typeof Action>): { readonly kind: 'done' | 'settled' | 'unknown' };
  /** The provider's own word for the payment; null where it knows none. */
  stateOf(orderId: OrderId): string | null;
};

export function createSandboxPanel(desk: SandboxDesk): CheckoutPanel {
  return {
    provider: 'sandbox',
    notice: sandboxTexts.notice,
    sources: null,
    render,
    isSettling(order) {
      const known = desk.stateOf(order.id);
      return (
        (order.state === 'open' || order.state === 'declined') &&
        known !== null &&
        known !== 'open' &&
        known !== order.state
      );
    },
    act(orderId, word) {
      const action = Action.safeParse(word);
      if (!action.success) return 'unknown';
      return desk.act(orderId, action.data).kind === 'unknown' ? 'unknown' : 'done';
    },
  };
}

function render(order: Order): Html {
  const button = (action: z.infer<typeof Action>, label: string) =>
    html`<form method="post" action="/checkout/${order.id}/${action}">
      <button class="${action}" type="submit" data-busy="${sandboxTexts.busy}">${label}</button>
    </form>`;
  return html`<section class="panel" aria-label="${sandboxTexts.legend}">
    <p>${sandboxTexts.explain}</p>
    ${button('pay', sandboxTexts.pay(priceOf(order)))}
    <div class="others">${button('decline', sandboxTexts.decline)}${button('expire', sandboxTexts.expire)}</div>
  </section>`;
}
