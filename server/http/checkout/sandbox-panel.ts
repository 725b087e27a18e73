// The sandbox's own buttons: the buyer plays the bank.
import { z } from 'zod';
import type { OrderId } from '../../contract/orders/orders.ts';
import { html } from './html.ts';
import type { CheckoutPanel, PanelAsk, PanelView } from './panel.ts';

const Action = z.enum(['pay', 'decline', 'expire']);

/** What the panel asks of the provider; the rail in rails/sandbox satisfies it. */
export type SandboxDesk = {
  act(orderId: OrderId, action: z.infer<typeof Action>): Promise<{ readonly kind: 'done' | 'settled' | 'unknown' }>;
  /** The provider's own word for the payment; null where it knows none. */
  stateOf(orderId: OrderId): Promise<string | null>;
};

export function createSandboxPanel(desk: SandboxDesk): CheckoutPanel {
  return {
    provider: 'sandbox',
    isTest: true,
    render,
    async isSettling(order) {
      const known = await desk.stateOf(order.id);
      return (
        (order.state === 'open' || order.state === 'declined') &&
        known !== null &&
        known !== 'open' &&
        known !== order.state
      );
    },
    async act(orderId, word) {
      const action = Action.safeParse(word);
      if (!action.success) return 'unknown';
      return (await desk.act(orderId, action.data)).kind === 'unknown' ? 'unknown' : 'done';
    },
  };
}

function render({ order, locale }: PanelAsk): PanelView {
  const { sandbox, page } = locale.texts;
  const button = (action: z.infer<typeof Action>, label: string) =>
    html`<form class="${action === 'pay' ? 'act' : ''}" method="post" action="${locale.address(order.id, { action })}">
      <button class="${action}" type="submit" data-busy="${page.busy}">${label}</button>
    </form>`;
  return {
    sources: null,
    isPriceOnButton: true,
    html: html`<section class="panel" aria-label="${sandbox.legend}">
      <p class="explain">${sandbox.explain}</p>
      ${button('pay', sandbox.pay(locale.formats.price(order)))}
      <div class="others">${button('decline', sandbox.decline)}${button('expire', sandbox.expire)}</div>
    </section>`,
  };
}
