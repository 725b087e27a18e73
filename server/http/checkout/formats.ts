// Money, credits, bitcoin and times as the reader's own language and region write them.
import type { Order } from '../../contract/orders.ts';

export type Formats = {
  /** `cents`: in the smallest unit of the currency, which decides where its point stands. */
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
  const money = (cents: number, currency: string): string => {
    const format = new Intl.NumberFormat(tag, { style: 'currency', currency });
    return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  };
  return {
    money,
    price: (order) => money(order.amount_cents, order.currency),
    count: (number) => number.toLocaleString(tag),
    bitcoin: (amount) => `${decimal(tag, amount, { maximumFractionDigits: 11 })} BTC`,
    rate: (rate, currency) => decimal(tag, rate, { style: 'currency', currency }),
    time: (at) => {
      const options = { hour: '2-digit', minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' } as const;
      return new Date(at).toLocaleTimeString(tag, options);
    },
    day: (at) => new Date(at).toLocaleDateString(tag, { dateStyle: 'long', timeZone: 'UTC' }),
  };
}

/** What is no number is shown as it came: it is a provider's word. */
function decimal(tag: string, text: string, options: Intl.NumberFormatOptions): string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number.toLocaleString(tag, options);
}
