// The checkout page around whatever way to pay it shows: what is bought, for how much, and how it stands.
import type { Pack } from '../../contract/config.ts';
import { wholeCredits } from '../../contract/money.ts';
import type { Order } from '../../contract/orders.ts';
import { html, type Html } from './html.ts';
import { pageTexts, stateTexts, type PageState } from './texts.ts';

export type Assets = { readonly css: string; readonly js: string; readonly card: string };

export type PageView = {
  readonly order: Order;
  readonly state: PageState;
  readonly pack: Pack | null;
  /** A line above everything, such as the sandbox's warning; null for none. */
  readonly notice: string | null;
  /** The way to pay; null where nothing can be done. */
  readonly panel: Html | null;
  /** A provider's own script, with which ours for cards is loaded too; null for none. */
  readonly foreignScript: string | null;
};

export function orderPage(view: PageView, assets: Assets): string {
  const { order, state, notice, panel } = view;
  const { title, body } = stateTexts[state];
  const name = view.pack?.name ?? pageTexts.freeAmount;
  const credits = pageTexts.credits(wholeCredits(order.credits_microcredits).toLocaleString('en'));
  const main = html`<main
    class="sheet"
    data-order="${order.id}"
    data-state="${state}"
    data-live="${isLive(state) ? 'yes' : 'no'}"
  >
    ${notice === null ? [] : html`<p class="notice">${notice}</p>`}
    <header>
      ${mark(state === 'paid')}
      <h1 id="title" tabindex="-1">${title}</h1>
      <p role="${state === 'declined' || state === 'failed' ? 'alert' : 'status'}">${body}</p>
    </header>
    <dl class="bill">
      <div>
        <dt>${pageTexts.pack}</dt>
        <dd>${name}${name === credits ? [] : html`<small>${credits}</small>`}</dd>
      </div>
      <div class="total">
        <dt>${pageTexts.price}</dt>
        <dd>${priceOf(order)}</dd>
      </div>
    </dl>
    ${panel ?? []}
    <footer>
      ${isPayable(state) ? html`<p>${pageTexts.expiresIn} <time data-expires="${order.expires_at}" datetime="${new Date(order.expires_at).toISOString()}">${new Date(order.expires_at).toISOString().slice(11, 16)} UTC</time></p>` : []}
      <p>${pageTexts.orderNumber} <code>${order.id.slice(-8)}</code></p>
    </footer>
  </main>`;
  return documentOf(
    { title, main, isWaiting: state === 'settling' || state === 'seen', foreignScript: view.foreignScript },
    assets,
  );
}

/** A page of two sentences, for orders that cannot be shown. */
export function plainPage(text: { readonly title: string; readonly body: string }, assets: Assets): string {
  const main = html`<main class="sheet">
    <header>
      ${mark(false)}
      <h1 tabindex="-1">${text.title}</h1>
      <p>${text.body}</p>
    </header>
  </main>`;
  return documentOf({ title: text.title, main, isWaiting: false, foreignScript: null }, assets);
}

/** Whether the buyer can still do something here. */
export function isPayable(state: PageState): boolean {
  return state === 'open' || state === 'declined';
}

/** The price as people write it; the minor unit of a currency decides where the point stands. */
export function priceOf(order: Pick<Order, 'amount_cents' | 'currency'>): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: order.currency });
  return format.format(order.amount_cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function isLive(state: PageState): boolean {
  return isPayable(state) || state === 'settling' || state === 'seen';
}

type DocumentParts = {
  readonly title: string;
  readonly main: Html;
  readonly isWaiting: boolean;
  readonly foreignScript: string | null;
};

function documentOf({ title, main, isWaiting, foreignScript }: DocumentParts, assets: Assets): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${pageTexts.documentTitle(title)}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets.css}" />
        <script type="module" src="${assets.js}"></script>
        ${
          foreignScript === null
            ? []
            : html`<script defer src="${foreignScript}"></script>
                <script type="module" src="${assets.card}"></script>`
        }
        ${isWaiting ? html`<noscript><meta http-equiv="refresh" content="2" /></noscript>` : []}
      </head>
      <body>
        ${main}
      </body>
    </html> `.text;
}

/** Four strokes and a slash, which is drawn before one's eyes where the tally has just become full. */
function mark(isFull: boolean): Html {
  return html`<svg class="${isFull ? 'mark full' : 'mark'}" viewBox="0 0 40 32" aria-hidden="true">
    <path d="M8 4v24M16 4v24M24 4v24M32 4v24" />
    <path class="slash" d="M2 25 38 7" />
  </svg>`;
}
