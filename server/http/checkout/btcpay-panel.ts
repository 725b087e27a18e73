// Lightning and on-chain, one under the other: a code to scan, a link for a wallet on this machine, and the address to copy.
import type { CheckoutStarted } from '../../usecases/orders/checkout-answer.ts';
import { html, type Html } from './html.ts';
import type { CheckoutPanel, PanelAsk } from './panel.ts';
import { qrCode } from './qr.ts';

type Method = Extract<CheckoutStarted, { readonly type: 'invoice' }>['payload']['methods'][number];

export function createBtcpayPanel(): CheckoutPanel {
  return {
    provider: 'btcpay',
    isTest: false,
    isSettling: () => Promise.resolve(false),
    act: () => Promise.resolve('unknown'),
    render: (shown) =>
      shown.started?.type === 'invoice'
        ? { html: methodsOf(shown, shown.started.payload.methods), sources: null }
        : null,
  };
}

function methodsOf(shown: PanelAsk, methods: readonly Method[]): Html {
  const { bitcoin } = shown.locale.texts;
  const first = methods.find(({ id }) => id === shown.way) ?? methods[0];
  return html`<section class="panel" aria-label="${bitcoin.legend}">
    <p class="explain">${bitcoin.explain}</p>
    ${partOf(shown.locale, methods)} ${methods.map((method) => methodOf(shown, method, method === first))}
    <noscript>${withoutScript(shown, methods)}</noscript>
  </section>`;
}

/** Every method reports the same payment, so the first report is enough. */
function partOf({ texts, formats }: PanelAsk['locale'], methods: readonly Method[]): readonly Html[] {
  const part = methods.find(({ amount, due }) => amount !== due);
  if (part === undefined) return [];
  const [total, due] = [satsOf(part.amount), satsOf(part.due)];
  return [
    html`<p class="part">${texts.bitcoin.part(formats.count(Math.max(0, total - due)), formats.count(total))}</p>`,
  ];
}

function satsOf(bitcoin: string): number {
  return Math.round(Number(bitcoin) * 100_000_000);
}

/** Without a script the page reloads itself now and then, which would close a section that the reader has opened. */
function withoutScript({ order, locale }: PanelAsk, methods: readonly Method[]): Html {
  const links = methods.map(
    (method) => html` <a href="${locale.address(order.id, { way: method.id })}">${textsOf(locale, method).name}</a>`,
  );
  return html`<p>${locale.texts.page.reloads}</p>
    ${methods.length < 2 ? [] : html`<p class="ways">${locale.texts.bitcoin.showFirst}${links}</p>`}`;
}

/** Browsers keep only one section of the same name open, also without a script. */
function methodOf({ order, locale }: PanelAsk, method: Method, isOpen: boolean): Html {
  const { formats } = locale;
  const { bitcoin } = locale.texts;
  const texts = textsOf(locale, method);
  const copy = (text: string, label: string) =>
    html`<button type="button" data-copy="${text}" data-done="${bitcoin.copied}">${label}</button>`;
  return html`<details class="method" name="method" ${isOpen ? html`open` : []}>
    <summary>${texts.name}</summary>
    ${qrCode(method.payment_link, texts.code)}
    <p class="sum">
      <strong>${formats.bitcoin(method.due)}</strong>
      <small>${bitcoin.rate(formats.rate(method.rate, order.currency))}</small>
    </p>
    <div class="act"><a class="button pay" href="${method.payment_link}">${texts.open}</a></div>
    <p class="destination">
      <label>${texts.destination}<input readonly dir="ltr" spellcheck="false" value="${method.destination}" /></label>
    </p>
    <div class="others">${copy(method.destination, texts.copy)}${copy(method.due, bitcoin.copyAmount)}</div>
  </details>`;
}

function textsOf({ texts: { bitcoin } }: PanelAsk['locale'], { id }: Method) {
  return id.startsWith('BTC-LN') ? bitcoin.lightning : bitcoin.chain;
}
