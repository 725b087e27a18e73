// From the decimal strings of BTCPay Server to our whole numbers of minor units, never through a float. BTCPay Server takes and tells
// amounts in whole units of the currency, with as many digits behind the point as one likes; so the way there is `toDecimal`.
import { isCurrency, minorDigits, toDecimal } from '../../contract/currencies.ts';
import { type Price, type RailQuote, asked, impossible } from '../rail.ts';

export function quoteAtBtcpay({ amountCents, currency }: Price): RailQuote {
  return isCurrency(currency)
    ? asked({ words: `amount=${toDecimal(amountCents, currency)}, currency=${currency}`, step: 1 })
    : impossible({ reason: 'currency_not_taken', provider: 'btcpay', currency });
}

/** Rounded down, at least 0: a fraction of a cent is not money that came in. */
export function toCents(decimal: string, currency: string): number {
  if (decimal.startsWith('-')) return 0;
  const [whole = '0', fraction = ''] = decimal.split('.');
  const digits = minorDigits(currency);
  const cents = Number(`${whole}${fraction.padEnd(digits, '0').slice(0, digits)}`);
  return Number.isSafeInteger(cents) ? cents : Number.MAX_SAFE_INTEGER;
}

/** The product of two decimals, each without a sign: an amount of bitcoin and its rate. */
export function times(left: string, right: string): string {
  const [leftDigits, leftScale] = unscaled(left);
  const [rightDigits, rightScale] = unscaled(right);
  const scale = leftScale + rightScale;
  const digits = String(leftDigits * rightDigits).padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function unscaled(decimal: string): readonly [digits: bigint, scale: number] {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return [BigInt(`${whole}${fraction}`), fraction.length];
}
