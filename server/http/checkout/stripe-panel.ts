// Stripe's Payment Element inside our page: the card's number goes from its frame to Stripe, and never through us.
import { html } from './html.ts';
import { priceOf } from './page.ts';
import type { CheckoutPanel } from './panel.ts';
import { cardTexts } from './texts.ts';

/** `scriptUrl`: where Stripe.js comes from; only tests have it come from elsewhere than Stripe. */
export function createStripePanel(scriptUrl: string = 'https://js.stripe.com/v3/'): CheckoutPanel {
  const { origin } = new URL(scriptUrl);
  return {
    provider: 'stripe',
    notice: null,
    sources: {
      script: scriptUrl,
      scripts: [origin],
      frames: [origin, 'https://hooks.stripe.com'],
      connects: ['https://api.stripe.com'],
    },
    isSettling: () => false,
    act: () => 'unknown',
    render(order, started) {
      if (started?.type !== 'client_secret') return null;
      const { client_secret: secret, publishable_key: key } = started.payload;
      return html`<section class="panel" aria-label="${cardTexts.legend}">
        <form class="card" data-key="${key}" data-secret="${secret}" data-trouble="${cardTexts.unreachable}">
          <div class="element"><p>${cardTexts.loading}</p></div>
          <p class="trouble" role="alert"></p>
          <button class="pay" type="submit" data-busy="${cardTexts.busy}">${cardTexts.pay(priceOf(order))}</button>
        </form>
        <noscript><p>${cardTexts.script}</p></noscript>
      </section>`;
    },
  };
}
