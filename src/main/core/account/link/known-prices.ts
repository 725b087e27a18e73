// What a server offers, as far as this app can show it. Pure.
import type { ServerConfig } from '../../../../../server/contract/config.ts';
import { isCurrency } from '../../../../../server/contract/currencies.ts';

/** A server that is newer than this app may sell in a currency that it does not know: a price in it would be guessed, so it is left out. */
export function withKnownPrices(config: ServerConfig): ServerConfig {
  const { packs, free_amount: offer } = config;
  return {
    ...config,
    packs: packs.filter(({ currency }) => isCurrency(currency)),
    free_amount: offer !== null && isCurrency(offer.currency) ? offer : null,
  };
}
