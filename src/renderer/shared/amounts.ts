// Amounts in words: money and credits, in the person's own way to write numbers.
import { formatMoney, moneyFormat, wholeUnits } from '../../../server/contract/currencies.ts';
import { microcreditsPerCredit } from '../../../server/contract/money.ts';

export { formatMoney };

/** Small prices keep two digits that say something: €0.02, €0.015. */
export function formatSmallMoney(cents: number, currency: string, locale?: string): string {
  const smallDigits = {
    maximumFractionDigits: 20,
    maximumSignificantDigits: 2,
    roundingPriority: 'morePrecision',
  } as const;
  return moneyFormat(currency, locale, smallDigits).format(wholeUnits(cents, currency));
}

/** Currencies whose hundredth part people call a cent. */
const withCents: ReadonlySet<string> = new Set(['EUR', 'USD', 'AUD', 'CAD', 'NZD']);

/** What a message costs: "1.5 ¢" rather than "€0.015", where that is what people say. */
export function formatMessagePrice(cents: number, currency: string, locale?: string): string {
  if (cents >= 100 || !withCents.has(currency)) return formatSmallMoney(cents, currency, locale);
  return `${new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(cents)} ¢`;
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

export function formatCredits(microcredits: number, locale?: string): string {
  const credits = shownCredits(microcredits);
  return `${formatNumber(credits, locale)} ${credits === 1 ? 'credit' : 'credits'}`;
}

/** What an answer cost. Rounded up to a thousandth, so that a charge is never shown as less than it was. */
export function formatCharge(microcredits: number, locale?: string): string {
  const credits = Math.ceil(microcredits / 1000) / (microcreditsPerCredit / 1000);
  return `${formatNumber(credits, locale)} ${credits === 1 ? 'credit' : 'credits'}`;
}

/** What a message will cost, in three digits that say something: 1.25, 0.0125. */
export function formatCreditPrice(microcredits: number, locale?: string): string {
  const credits = microcredits / microcreditsPerCredit;
  return `${new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(credits)} ${credits === 1 ? 'credit' : 'credits'}`;
}

export function formatNumber(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(count);
}

/** `words`: for one, and for any other number. */
export function formatCount(count: number, words: readonly [one: string, many: string], locale?: string): string {
  return `${formatNumber(count, locale)} ${count === 1 ? words[0] : words[1]}`;
}
