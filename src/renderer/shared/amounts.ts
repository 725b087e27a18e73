// Amounts in words: money and credits, in the person's own way to write numbers.
import { microcreditsPerCredit } from '../../../server/contract/money.ts';
import type { Words } from '../../words/words.ts';
import { words } from '../words.ts';

/** `minor`: in the currency's minor units. */
export function formatMoney(minor: number, currency: string, { formats }: Words = words): string {
  return formats.money(minor, currency);
}

/** Small prices keep two digits that say something: €0.02, €0.015. */
export function formatSmallMoney(cents: number, currency: string, { formats }: Words = words): string {
  return formats.money(cents, currency, {
    maximumFractionDigits: 20,
    maximumSignificantDigits: 2,
    roundingPriority: 'morePrecision',
  });
}

/** Currencies whose hundredth part people call a cent. */
const withCents: ReadonlySet<string> = new Set(['EUR', 'USD', 'AUD', 'CAD', 'NZD']);

/** What a message costs: "1.5 ¢" rather than "€0.015", where that is what people say. */
export function formatMessagePrice(cents: number, currency: string, say: Words = words): string {
  if (cents >= 100 || !withCents.has(currency)) return formatSmallMoney(cents, currency, say);
  return `${say.formats.rounded(cents, 2)} ¢`;
}

/**
 * Whole credits, and below one of them the first two digits that say something: 0.98, 0.00002. Rounded down, so that nobody is shown
 * more than they have.
 */
export function shownCredits(microcredits: number): number {
  if (microcredits <= 0 || microcredits >= microcreditsPerCredit)
    return Math.floor(microcredits / microcreditsPerCredit);
  const step = 10 ** Math.max(0, String(microcredits).length - 2);
  return (Math.floor(microcredits / step) * step) / microcreditsPerCredit;
}

export function formatCredits(microcredits: number, { amounts }: Words = words): string {
  return amounts.credits(shownCredits(microcredits));
}

/** What an answer cost. Rounded up to a thousandth, so that a charge is never shown as less than it was. */
export function formatCharge(microcredits: number, { amounts }: Words = words): string {
  return amounts.credits(Math.ceil(microcredits / 1000) / (microcreditsPerCredit / 1000));
}

/** What a message will cost, in three digits that say something: 1.25, 0.0125. */
export function formatCreditPrice(microcredits: number, { amounts }: Words = words): string {
  return amounts.roundedCredits(microcredits / microcreditsPerCredit);
}

/** What something will come to, roughly: 0.4, 0.093. */
export function formatAbout(microcredits: number, { amounts }: Words = words): string {
  return amounts.aboutCredits(microcredits / microcreditsPerCredit);
}

export function formatNumber(count: number, { formats }: Words = words): string {
  return formats.count(count);
}
