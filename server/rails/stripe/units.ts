// What an amount is to Stripe: its own table of currencies, which differs from ISO 4217, and the way there and back.
// Source: https://docs.stripe.com/currencies. Compared on 2026-11-29 with stored copies of that page, zero- and three-decimal currencies,
// special cases and least amounts: all are the same, without the currencies that ISO 4217 has withdrawn since (ANG, BGN, STD).
// Stripe lists UGX as zero-decimal too, but its special case says to send hundredths, and so it stands with ISK here.
import { isCurrency, minorDigits } from '../../contract/currencies.ts';
import { invariant } from '../../lib/invariant.ts';
import { type Price, type RailQuote, RailRefused, asked, impossible } from '../rail.ts';

/** Whole units: 500 is 500 JPY. */
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Thousandths, of which the last must be 0: 5.124 KWD cannot be charged, 5.120 KWD can. */
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Hundredths, both of which must be 0: 500 is 5 ISK. */
const wholeHundreds = new Set(['ISK', 'UGX']);
/** What else Stripe charges in, by hundredths. HUF and TWD are among them: only their payouts are in whole units. */
const twoDecimal = new Set(
  `USD AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK DOP DZD
  EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD
  MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE
  SOS SRD SZL THB TJS TOP TRY TTD TWD TZS UAH UYU UZS WST XCD XCG YER ZAR ZMW`.split(/\s+/),
);

/** The least that Stripe charges, in the minor units of ISO 4217, by the currency in which it settles with you. */
const leastByCurrency: ReadonlyMap<string, number> = new Map([
  ['USD', 50],
  ['AED', 200],
  ['AUD', 50],
  ['BRL', 50],
  ['CAD', 50],
  ['CHF', 50],
  ['CZK', 1500],
  ['DKK', 250],
  ['EUR', 50],
  ['GBP', 30],
  ['HKD', 400],
  ['HUF', 17_500],
  ['INR', 50],
  ['JPY', 50],
  ['MXN', 1000],
  ['MYR', 200],
  ['NOK', 300],
  ['NZD', 50],
  ['PLN', 200],
  ['RON', 200],
  ['SEK', 300],
  ['SGD', 50],
  ['THB', 1000],
]);

type Units = {
  /** How many of Stripe's digits stand behind the point. */
  readonly digits: number;
  /** The number must be a multiple of this. */
  readonly multiple: number;
};

/** null: Stripe does not charge in it. */
function unitsOf(currency: string): Units | null {
  if (zeroDecimal.has(currency)) return { digits: 0, multiple: 1 };
  if (threeDecimal.has(currency)) return { digits: 3, multiple: 10 };
  if (wholeHundreds.has(currency)) return { digits: 2, multiple: 100 };
  return twoDecimal.has(currency) ? { digits: 2, multiple: 1 } : null;
}

/** Our minor units are `up` of Stripe's, or `down` of ours are one of Stripe's; one of the two is 1. */
function scaleOf(currency: string, { digits }: Units): { readonly up: number; readonly down: number } {
  const more = digits - minorDigits(currency);
  return { up: 10 ** Math.max(0, more), down: 10 ** Math.max(0, -more) };
}

/** What Stripe is sent; null where it can never charge that. */
export function toStripe({ amountCents, currency }: Price): number | null {
  const units = unitsOf(currency);
  if (units === null) return null;
  const { up, down } = scaleOf(currency, units);
  const scaled = amountCents * up;
  return scaled % (down * units.multiple) === 0 ? scaled / down : null;
}

/** As `toStripe`; throws RailRefused. A price that Stripe cannot charge stops the server's start, so that this is for old orders. */
export function amountAtStripe(price: Price): number {
  const amount = toStripe(price);
  if (amount !== null) return amount;
  const quote = quoteAtStripe(price);
  invariant(quote.kind === 'impossible', `${price.currency} is charged otherwise than it is quoted`);
  throw new RailRefused(quote.no);
}

/** Rounded down to our minor units: what is less than one of them is not money that came in. `currency` in either case. */
export function fromStripe(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  const { up, down } = scaleOf(code, unitsOf(code) ?? { digits: 2, multiple: 1 });
  return Math.floor((amount * down) / up);
}

/** The smallest amount of which all that Stripe charges in a currency is a multiple, in our minor units. */
function stepOf(currency: string, units: Units): number {
  const { up, down } = scaleOf(currency, units);
  return Math.max(1, (units.multiple * down) / up);
}

export function quoteAtStripe(price: Price): RailQuote {
  const { amountCents, currency } = price;
  const units = isCurrency(currency) ? unitsOf(currency) : null;
  if (units === null) return impossible({ reason: 'currency_not_taken', provider: 'stripe', currency });
  const amount = toStripe(price);
  const step = stepOf(currency, units);
  if (amount === null)
    return impossible({
      reason: 'amount_not_in_steps',
      provider: 'stripe',
      amount_cents: amountCents,
      step_cents: step,
      currency,
    });
  return asked({ words: `amount=${amount}, currency=${currency.toLowerCase()}`, step });
}

/** What an account that settles in the same currency cannot charge; null where that is enough, or the least is not published. */
export function leastAtStripe({ amountCents, currency }: Price): number | null {
  const least = leastByCurrency.get(currency);
  return least !== undefined && amountCents < least ? least : null;
}
