// A sum of one's own choice, as it is typed: whether the server sells for it, and what it buys. Pure.
import { minorDigits, toDecimal } from '../../../../server/contract/currencies.ts';
import { creditsFor, isOffered, type FreeAmount } from '../../../../server/contract/orders/free-amount.ts';
import { formatMoney } from '../../shared/amounts.ts';

export type AmountEntry =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ok'; readonly cents: number; readonly microcredits: number }
  /** `sentence`: what is wrong, and what to write instead. */
  | { readonly kind: 'wrong'; readonly sentence: string };

export function readAmount(text: string, offer: FreeAmount, locale?: string): AmountEntry {
  if (text.trim() === '') return { kind: 'empty' };
  const cents = toCents(text, minorDigits(offer.currency));
  if (cents === null) {
    const example = writeAmount(offer.min_cents, offer.currency);
    return { kind: 'wrong', sentence: `Enter an amount such as ${example}, without letters or spaces.` };
  }
  if (cents < offer.min_cents || cents > offer.max_cents)
    return { kind: 'wrong', sentence: `Choose an amount ${sayBounds(offer, locale)}.` };
  if (!isOffered(offer, cents)) {
    const step = formatMoney(offer.step_cents ?? 1, offer.currency, locale);
    return { kind: 'wrong', sentence: `Choose an amount in steps of ${step}.` };
  }
  return { kind: 'ok', cents, microcredits: creditsFor(offer, cents) };
}

/** "from €2.00 to €500.00" */
export function sayBounds({ min_cents, max_cents, currency }: FreeAmount, locale?: string): string {
  return `from ${formatMoney(min_cents, currency, locale)} to ${formatMoney(max_cents, currency, locale)}`;
}

/** As one would type it: "7.50". */
export function writeAmount(cents: number, currency: string): string {
  return toDecimal(cents, currency);
}

/** "€", or "CHF" where a currency has no sign of its own. */
export function currencySign(currency: string, locale?: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return parts.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}

/** A comma counts as a point. What could be read in two ways ("1.000") is not guessed at. */
function toCents(text: string, digits: number): number | null {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0'));
}
