// What the doctor says of CREDIT_RATE.
import { plainMoney } from '../../contract/currencies.ts';

/** In credits for one cent, whatever the currency calls it. */
type RateSaid = {
  readonly currency: string;
  readonly rate: number;
  readonly least: number;
  readonly most: number;
};

const number = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
const credits = (value: number): string => `${number(value)} ${value === 1 ? 'credit' : 'credits'}`;
const range = (least: number, most: number): string =>
  number(least) === number(most) ? number(least) : `${number(least)} to ${number(most)}`;

export const rateWords = {
  near: ({ currency, rate, least, most }: RateSaid) =>
    `CREDIT_RATE counts ${plainMoney(1, currency)} as ${credits(rate)}; what is sold gives ${range(least, most)} for it.`,
  far: ({ currency, rate, least, most }: RateSaid) =>
    `CREDIT_RATE counts ${plainMoney(1, currency)} as ${credits(rate)}, but what is sold gives ${range(least, most)} for it. Prices and limits of plans, reports and invoices follow CREDIT_RATE; set it near what is sold, unless that is meant.`,
  otherCurrencies: (currency: string, others: readonly string[]) =>
    `Credits are sold in ${others.join(' and ')} too, but wallets, plans, reports and invoices count in ${currency} alone.`,
} as const;
