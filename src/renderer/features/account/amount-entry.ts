// A sum of one's own choice, as it is typed: whether the server sells for it, and what it buys. Pure.
import type { Words } from '../../../words/words.ts';
import { minorDigits, toDecimal } from '../../../../server/contract/currencies.ts';
import { creditsFor, isOffered, type FreeAmount } from '../../../../server/contract/orders/free-amount.ts';
import { formatMoney } from '../../shared/amounts.ts';
import { words } from '../../words.ts';

export type AmountEntry =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ok'; readonly cents: number; readonly microcredits: number }
  /** `sentence`: what is wrong, and what to write instead. */
  | { readonly kind: 'wrong'; readonly sentence: string };

export function readAmount(text: string, offer: FreeAmount, say: Words = words): AmountEntry {
  if (text.trim() === '') return { kind: 'empty' };
  const cents = toCents(text, minorDigits(offer.currency));
  if (cents === null) {
    const example = writeAmount(offer.min_cents, offer.currency);
    return { kind: 'wrong', sentence: say.buying.amount.malformed(example) };
  }
  if (cents < offer.min_cents || cents > offer.max_cents)
    return { kind: 'wrong', sentence: say.buying.amount.outside(sayBounds(offer, say)) };
  if (!isOffered(offer, cents)) {
    const step = formatMoney(offer.step_cents ?? 1, offer.currency, say);
    return { kind: 'wrong', sentence: say.buying.amount.steps(step) };
  }
  return { kind: 'ok', cents, microcredits: creditsFor(offer, cents) };
}

/** "from €2.00 to €500.00" */
export function sayBounds({ min_cents, max_cents, currency }: FreeAmount, say: Words = words): string {
  return say.buying.amount.bounds(formatMoney(min_cents, currency, say), formatMoney(max_cents, currency, say));
}

/** As one would type it: "7.50". */
export function writeAmount(cents: number, currency: string): string {
  return toDecimal(cents, currency);
}

/** A comma counts as a point. What could be read in two ways ("1.000") is not guessed at. */
function toCents(text: string, digits: number): number | null {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0'));
}
