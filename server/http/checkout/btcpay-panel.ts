// Lightning and on-chain, side by side: a code to scan, a link for a wallet on this machine, and the address to copy.
import type { CheckoutStarted } from '../../usecases/usecases.ts';
import { html, type Html } from './html.ts';
import type { CheckoutPanel } from './panel.ts';
import { qrCode } from './qr.ts';
import { bitcoinTexts } from './texts.ts';

type Method = Extract<CheckoutStarted, { readonly type: 'invoice' }>['payload']['methods'][number];

export function createBtcpayPanel(): CheckoutPanel {
  return {
    provider: 'btcpay',
    notice: null,
    sources: null,
    render: (_order, started) => (started?.type === 'invoice' ? methodsOf(started.payload.methods) : null),
    isSettling: () => false,
    act: () => 'unknown',
  };
}

function methodsOf(methods: readonly Method[]): Html {
  return html`<section class="panel" aria-label="${bitcoinTexts.legend}">
    <p>${bitcoinTexts.explain}</p>
    ${methods.map((method, index) => methodOf(method, index === 0))}
  </section>`;
}

/** Of the drawers with one name a browser keeps one open, also without a script. */
function methodOf(method: Method, isOpen: boolean): Html {
  const texts = method.id === 'BTC-LN' ? bitcoinTexts.lightning : bitcoinTexts.chain;
  return html`<details class="method" name="method" ${isOpen ? html`open` : []}>
    <summary>${texts.name}</summary>
    <a class="code" href="${method.payment_link}" aria-label="${texts.open}"
      >${qrCode(method.payment_link, texts.code)}</a
    >
    <p class="sum"><strong>${method.due} BTC</strong> <small>${bitcoinTexts.rate(method.rate)}</small></p>
    <p>
      <label>${texts.destination}<input readonly value="${method.destination}" /></label>
    </p>
    <div class="others">
      <a class="button" href="${method.payment_link}">${texts.open}</a>
      <button type="button" data-copy="${method.destination}" data-done="${bitcoinTexts.copied}">
        ${bitcoinTexts.copy}
      </button>
    </div>
  </details>`;
}
