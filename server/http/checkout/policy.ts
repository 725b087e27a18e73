// What a browser may do on the checkout page: our own script and style, and a provider's where its form is shown.
import type { PanelSources } from './panel.ts';

/** Only the app's own shells may frame the page. Windows that a provider's form opens for a bank may answer it. */
export const pageGuards = {
  frameguard: false,
  referrerPolicy: { policy: 'same-origin' as const },
  crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' as const },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ['data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ['http://127.0.0.1:*', 'http://localhost:*', 'app:'],
    },
  },
};

/** The page's policy with another's scripts let in. */
export function policyWith({ scripts, frames, connects }: PanelSources): string {
  const { directives } = pageGuards.contentSecurityPolicy;
  const all = {
    ...directives,
    scriptSrc: [...directives.scriptSrc, ...scripts],
    frameSrc: frames,
    connectSrc: [...directives.connectSrc, ...connects],
  };
  const named = Object.entries(all).map(
    ([name, values]) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(' ')}`,
  );
  return named.join(';');
}
