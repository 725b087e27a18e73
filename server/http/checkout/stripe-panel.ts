// Stripe inside our page, where the card's number goes from its frame to Stripe and never through us; or the way to its own page.
import { html } from './html.ts';
import type { Language } from '../../words/language.ts';
import type { CheckoutPanel, PanelAsk, PanelSources, PanelView } from './panel.ts';

/** What Stripe.js calls our languages: https://docs.stripe.com/js/appendix/supported_locales (2026). */
const stripeLocales: Readonly<Record<Language, string>> = { en: 'en', it: 'it', de: 'de', zh: 'zh' };

/** `scriptUrl`: where Stripe.js comes from; only tests have it come from elsewhere than Stripe. */
export function createStripePanel(scriptUrl: string = 'https://js.stripe.com/v3/'): CheckoutPanel {
  const sources = sourcesOf(scriptUrl);
  return {
    provider: 'stripe',
    isTest: false,
    isSettling: () => Promise.resolve(false),
    act: () => Promise.resolve('unknown'),
    render(shown) {
      switch (shown.started?.type) {
        case 'client_secret':
          return { html: cardForm(shown, shown.started.payload), sources, isPriceOnButton: true };
        case 'redirect':
          return wayToStripe(shown, shown.started.payload.provider_url ?? null);
        case 'invoice':
        case undefined:
          return null;
      }
    },
  };
}

/** As Stripe asks for: https://docs.stripe.com/security/guide#content-security-policy (2026). */
function sourcesOf(scriptUrl: string): PanelSources {
  const { origin } = new URL(scriptUrl);
  const own = origin === 'https://js.stripe.com' ? [origin, 'https://*.js.stripe.com'] : [origin];
  return {
    script: scriptUrl,
    scripts: own,
    frames: [...own, 'https://hooks.stripe.com'],
    connects: ['https://api.stripe.com'],
  };
}

type Secret = { readonly client_secret: string; readonly publishable_key: string };

function cardForm(
  { order, locale }: PanelAsk,
  { client_secret: secret, publishable_key: key }: Secret,
): PanelView['html'] {
  const { card, page } = locale.texts;
  return html`<section class="panel" aria-label="${card.legend}">
    <form
      class="card"
      data-key="${key}"
      data-secret="${secret}"
      data-locale="${stripeLocales[locale.language]}"
      data-trouble="${card.unreachable}"
    >
      <p class="trouble" tabindex="-1"></p>
      <div class="element"><p>${card.loading}</p></div>
      <div class="act">
        <button class="pay" type="submit" data-busy="${page.busy}">${card.pay(locale.formats.price(order))}</button>
      </div>
    </form>
    <noscript><p>${card.script}</p></noscript>
  </section>`;
}

/** A page of Stripe's refuses frames, so within one the script has the link open a tab. */
function wayToStripe({ locale }: PanelAsk, url: string | null): PanelView | null {
  if (url === null) return null;
  const { elsewhere } = locale.texts;
  return {
    sources: null,
    html: html`<section class="panel" aria-label="${elsewhere.legend}">
      <p class="explain">${elsewhere.explain}</p>
      <div class="act"><a class="button pay" href="${url}" rel="noopener" data-elsewhere>${elsewhere.go}</a></div>
    </section>`,
  };
}
