// The checkout page around the chosen way to pay: what is bought, for how much, and whether it is paid.
import type { Pack } from '../../contract/config.ts';
import { wholeCredits } from '../../contract/money.ts';
import type { Order } from '../../contract/orders/orders.ts';
import { documentOf, mark, type Assets } from './document.ts';
import { html, type Html } from './html.ts';
import type { Locale } from './locale.ts';
import type { PageState } from '../../words/checkout/checkout-texts.ts';
import { isPayable, isWaiting } from './page-state.ts';
import type { PanelView } from './panel.ts';
import { en } from '../../words/checkout/en.ts';

export type PageView = {
  readonly order: Order;
  /** By the server's clock, epoch milliseconds. */
  readonly now: number;
  readonly state: PageState;
  readonly pack: Pack | null;
  readonly isTest: boolean;
  /** The way to pay; null where nothing can be done. */
  readonly panel: PanelView | null;
  /** Whether the page waits only because of what its address says, so that there is a way back. */
  readonly hasWayBack: boolean;
  readonly locale: Locale;
};

export function orderPage(view: PageView, assets: Assets): string {
  const { order, state, panel, locale } = view;
  const { texts, address } = locale;
  const { title, body } = texts.states[state];
  const isLive = isPayable(state) || isWaiting(state);
  const main = html`<main
    class="sheet"
    data-order="${order.id}"
    data-state="${state}"
    data-revision="${order.checkout_revision}"
    data-live="${isLive ? 'yes' : 'no'}"
  >
    ${view.isTest ? html`<p class="notice">${texts.sandbox.notice}</p>` : []}
    <header>
      ${mark(state === 'paid')}
      <h1 id="title" tabindex="-1">${title}</h1>
      <p>${body}</p>
      ${view.hasWayBack ? html`<p><a href="${address(order.id)}">${texts.page.backToPaying}</a></p>` : []}
    </header>
    ${billOf(view)} ${panel?.html ?? []}
    <footer>
      ${isPayable(state) ? timeLeft(order, view.now, locale) : []}
      <p>${texts.page.orderNumber} <code>${order.id.slice(-8)}</code></p>
    </footer>
  </main>`;
  return documentOf(
    {
      title,
      main,
      locale,
      addressIn: (language) => address(order.id, { language }),
      sources: panel?.sources ?? null,
      reloadSeconds: isWaiting(state) ? 5 : order.provider === 'btcpay' && isPayable(state) ? 20 : null,
    },
    assets,
  );
}

/** The price stands here unless the button beside it says it. */
function billOf({ order, pack, panel, locale: { texts, formats } }: PageView): Html {
  const namesPrice = panel?.isPriceOnButton === true;
  const { page } = texts;
  const whole = wholeCredits(order.credits_microcredits);
  const credits = page.credits(whole, formats.count(whole));
  // A pack that is named after its credits is so named in every language.
  const isNamedByCredits = pack?.name === en.page.credits(whole, whole.toLocaleString('en'));
  const name = pack === null ? page.freeAmount : isNamedByCredits ? credits : pack.name;
  const row = (term: string, said: Html, kind = '') =>
    html`<div class="${kind}">
      <dt>${term}</dt>
      <dd>${said}</dd>
    </div>`;
  return html`<dl class="bill">
    ${row(page.pack, html`${name}${name === credits ? [] : html`<small>${credits}</small>`}`)}
    ${namesPrice ? [] : row(page.price, html`${formats.price(order)}`, 'total')}
    ${
      order.refunded_cents === 0
        ? []
        : row(page.givenBack, html`${formats.money(order.refunded_cents, order.currency)}`)
    }
    ${order.paid_at === null ? [] : row(page.paidOn, dayOf(order.paid_at, formats))}
  </dl>`;
}

/** The server does not know the reader's time zone; a script writes the day again by the reader's clock. */
function dayOf(at: number, formats: Locale['formats']): Html {
  return html`<time data-day datetime="${new Date(at).toISOString()}">${formats.day(at)}</time>`;
}

/**
 * The script counts down in it from what is left, since the buyer's own clock may be wrong. A timer is not read aloud at each
 * change, only its last minute is told.
 */
function timeLeft({ expires_at: at }: Order, now: number, { texts, formats }: Locale): Html {
  const iso = new Date(at).toISOString();
  return html`<p class="time">
    ${texts.page.timeLeft}
    <time role="timer" data-left="${Math.max(0, at - now)}" data-soon="${texts.page.oneMinuteLeft}" datetime="${iso}"
      >${formats.time(at)}</time
    >
  </p>`;
}
