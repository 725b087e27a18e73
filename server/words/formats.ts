// Money, credits, bitcoin and times as the reader's own language and region write them.
import { formatMoney, moneyFormat } from '../contract/currencies.ts';
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
};

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
  };
}

/** What is no number is shown as it came: it is a provider's word. */
function decimal(text: string, format: Intl.NumberFormat): string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : format.format(number);
}
