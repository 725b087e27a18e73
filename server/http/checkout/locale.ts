// All that depends on who reads the page: its words, how numbers are written, and the addresses that keep the choice.
import type { OrderId } from '../../contract/orders/orders.ts';
import { createFormats, type Formats } from '../../words/formats.ts';
import { languages, languageTags, readerOf, type Language } from '../../words/language.ts';
import type { CheckoutTexts } from '../../words/checkout/checkout-texts.ts';
import { checkoutTexts } from '../../words/checkout/texts.ts';

export type Locale = {
  readonly language: Language;
  /** For `<html lang>`. */
  readonly htmlTag: string;
  readonly texts: CheckoutTexts;
  readonly formats: Formats;
  /** An address of the order's page or of one of its buttons, in the language that was asked for by name, if any was. */
  readonly address: (orderId: OrderId, to?: AddressPart) => string;
};

/** `way`: which of several ways to pay stands open at first. */
export type AddressPart = { readonly action?: string; readonly language?: Language; readonly way?: string };

/** `named`: the address's own `lang`. `accept`: the Accept-Language header. `base`: the path that PUBLIC_URL has, or nothing. */
export function localeOf(asked: {
  readonly named: unknown;
  readonly accept: string | undefined;
  readonly base: string;
}): Locale {
  const { language, tag } = readerOf(asked);
  const isNamed = languages.some((one) => one === asked.named);
  return {
    language,
    htmlTag: languageTags[language],
    texts: checkoutTexts[language],
    formats: createFormats(tag),
    address(orderId, to = {}) {
      const kept = to.language ?? (isNamed ? language : undefined);
      const query = new URLSearchParams({
        ...(kept === undefined ? {} : { lang: kept }),
        ...(to.way === undefined ? {} : { way: to.way }),
      });
      const path = `${asked.base}/checkout/${orderId}${to.action === undefined ? '' : `/${to.action}`}`;
      return query.size === 0 ? path : `${path}?${query.toString()}`;
    },
  };
}
