// A sum of one's own choice, as it is typed: whether the server sells for it, and what it buys. Pure.
import { creditsFor, type FreeAmount } from '../../../../server/contract/free-amount.ts';
import { formatMoney } from './amounts.ts';

export type AmountEntry =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ok'; readonly cents: number; readonly microcredits: number }
  /** `sentence`: what is wrong, and what to write instead. */
  | { readonly kind: 'wrong'; readonly sentence: string };

export function readAmount(text: string, offer: FreeAmount, locale?: string): AmountEntry {
  if (text.trim() === '') return { kind: 'empty' };
  const digits = fractionDigits(offer.currency);
  const cents = toCents(text, digits);
  if (cents === null) {
    const example = (7.5).toFixed(digits);
    return { kind: 'wrong', sentence: `Write an amount such as ${example}, without letters or spaces.` };
  }
  if (cents < offer.min_cents || cents > offer.max_cents)
    return { kind: 'wrong', sentence: `Choose an amount ${sayBounds(offer, locale)}.` };
  return { kind: 'ok', cents, microcredits: creditsFor(offer, cents) };
}

/** "from €2.00 to €500.00" */
export function sayBounds({ min_cents, max_cents, currency }: FreeAmount, locale?: string): string {
  return `from ${formatMoney(min_cents, currency, locale)} to ${formatMoney(max_cents, currency, locale)}`;
}

/** As one would type it: "7.50". */
export function writeAmount(cents: number, currency: string): string {
  const digits = fractionDigits(currency);
  return (cents / 10 ** digits).toFixed(digits);
}

/** "€", or "CHF" where a currency has no sign of its own. */
export function currencySign(currency: string, locale?: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return parts.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
}

/** A comma counts as a point. What could be read in two ways ("1.000") is not guessed at. */
function toCents(text: string, digits: number): number | null {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0'));
}

function fractionDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
