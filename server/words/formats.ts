// Money, credits, bitcoin and times as the reader's own language and region write them.
import { formatMoney, moneyFormat } from '../contract/currencies.ts';
import { type Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import type { Order } from '../contract/orders/orders.ts';

export type Formats = {
  /** `cents`: in the minor units that ISO 4217 gives the currency. */
  readonly money: (cents: number, currency: string) => string;
  readonly price: (order: Pick<Order, 'amount_cents' | 'currency'>) => string;
  readonly count: (number: number) => string;
  /** A decimal text of bitcoin, every digit of it. */
  readonly bitcoin: (amount: string) => string;
  /** A decimal text: what one bitcoin costs. */
  readonly rate: (rate: string, currency: string) => string;
  /** Epoch milliseconds; in UTC, which is named, since nobody here knows where the reader is. */
  readonly time: (at: number) => string;
  readonly day: (at: number) => string;
  /** To the last microcredit, since what is asked for and what is there may differ by one; a large amount to the hundredth of a credit. */
  readonly credits: (amount: Microcredits) => Shown;
  /** When something can be tried again, told by the clocks of a zone: the minute is rounded up, so that coming then is not too early. */
  readonly moment: (at: number, zone?: string) => Moment;
};

/** `shown` is `count` as it is written in the reader's language, which needs the number itself for its plural. */
export type Shown = { readonly count: number; readonly shown: string };

/** `day` as in "23 November"; `zone`: an IANA name. */
export type Moment = { readonly day: string; readonly time: string; readonly zone: string };

export function createFormats(tag: string): Formats {
  const money = (cents: number, currency: string): string => formatMoney(cents, currency, tag);
  return {
    money,
    price: (order) => money(order.amount_cents, order.currency),
    count: (number) => number.toLocaleString(tag),
    bitcoin: (amount) => `${decimal(amount, new Intl.NumberFormat(tag, { maximumFractionDigits: 11 }))} BTC`,
    rate: (rate, currency) => decimal(rate, moneyFormat(currency, tag)),
    time: (at) => {
      const options = { hour: '2-digit', minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' } as const;
      return new Date(at).toLocaleTimeString(tag, options);
    },
    day: (at) => new Date(at).toLocaleDateString(tag, { dateStyle: 'long', timeZone: 'UTC' }),
    credits(amount) {
      const digits = amount < 1000 * microcreditsPerCredit ? 6 : 2;
      const step = 10 ** (6 - digits);
      // Rounded down, so that nobody reads of more than there is.
      const count = (Math.floor(amount / step) * step) / microcreditsPerCredit;
      return { count, shown: count.toLocaleString(tag, { maximumFractionDigits: digits }) };
    },
    moment(at, zone = 'UTC') {
      const time = new Date(Math.ceil(at / 60_000) * 60_000);
      return {
        day: time.toLocaleDateString(clockTag(tag), { day: 'numeric', month: 'long', timeZone: zone }),
        time: time.toLocaleTimeString(clockTag(tag), { hour: '2-digit', minute: '2-digit', timeZone: zone }),
        zone,
      };
    },
  };
}

/** English of no known region gets the day before the month and a clock of 24 hours, which nobody misreads. */
function clockTag(tag: string): string {
  return tag === 'en' ? 'en-GB' : tag;
}

/** What is no number is shown as it came: it is a provider's word. */
function decimal(text: string, format: Intl.NumberFormat): string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : format.format(number);
}
