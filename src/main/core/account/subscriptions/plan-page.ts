// How far a page about a plan may reach: the server's own, and the payment provider's that it leads to. Pure.
import type { CheckoutPage } from '../../shell-port.ts';

/** The provider of cards, beneath whose name its pages are. */
const provider = 'https://*.stripe.com';

/** null: an address that is not safe to open. */
export function pageFor(url: string, server: string): CheckoutPage | null {
  const parsed = URL.parse(url);
  const own = new URL(server).origin;
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.origin !== own)) return null;
  return { url, mayVisit: [...new Set([own, parsed.origin, provider])], mayLoad: 'any_https' };
}
