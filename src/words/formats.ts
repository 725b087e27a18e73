// Numbers, sizes, money, dates and times as the person writes them. No words of our own stand here.
import { moneyFormat, wholeUnits } from '../../server/contract/currencies.ts';
import { lazily } from './lazily.ts';

export type Formats = {
  /** "12,345", "0.000123": at most six digits behind the point. */
  count(value: number): string;
  /** With so many digits behind the point, no more and no fewer: "3.3", "31.0". */
  decimal(value: number, digits: number): string;
  /** Rounded to so many digits that say something: "0.0123". */
  rounded(value: number, digits: number): string;
  /** `value` is a share of 1: "25%". */
  percent(value: number): string;
  /** Bytes as "270 MB" or, from 1,000 MB on, "3.3 GB". */
  size(bytes: number): string;
  /** `minor`: in the currency's minor units, which may be a fraction of one. `options`: over what the currency says. */
  money(minor: number, currency: string, options?: Intl.NumberFormatOptions): string;
  /** As `money`, for an amount in whole units. */
  wholeMoney(units: number, currency: string, options?: Intl.NumberFormatOptions): string;
  /** "€", or "CHF" where a currency has no sign of its own. */
  currencySign(currency: string): string;
  /** Epoch milliseconds; this computer's time zone. "9:05 AM", "09:05" */
  clock(at: number): string;
  /** "3 May" */
  dayOfYear(at: number): string;
  /** "3 May" with the month shortened. */
  shortDay(at: number): string;
  /** "3 May 2026", shortened. */
  date(at: number): string;
  /** "3 May 2026, 09:05", shortened. */
  dateAndTime(at: number): string;
  /** To the minute, with the month in full and the time zone, for paper. */
  fullTime(at: number): string;
  /** "May", or "May 2025" of another year. */
  month(at: number, isThisYear: boolean): string;
  /** "a, b, c": parts of one list, none more than another. */
  list(parts: readonly string[]): string;
};

/** `tag`: a canonical BCP 47 tag. */
export function formatsFor(tag: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => lazily(() => new Intl.NumberFormat(tag, options));
  const date = (options: Intl.DateTimeFormatOptions) => {
    const made = lazily(() => new Intl.DateTimeFormat(tag, options));
    return (at: number): string => made().format(at);
  };
  const count = number({ maximumFractionDigits: 6 });
  const isPlain = plainDigits.test(tag);
  const percent = number({ style: 'percent' });
  const decimal = byDigits(
    (digits) => new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const rounded = byDigits((digits) => new Intl.NumberFormat(tag, { maximumSignificantDigits: digits }));
  const megabytes = number({ style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 });
  const gigabytes = number({ style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 });
  const list = lazily(() => new Intl.ListFormat(tag, { type: 'unit', style: 'short' }));
  const month = date({ month: 'long' });
  const monthOfYear = date({ month: 'long', year: 'numeric' });

  return {
    count: (value) => (isPlain && isShort(value) ? String(value) : count().format(value)),
    decimal: (value, digits) => decimal(digits).format(value),
    rounded: (value, digits) => rounded(digits).format(value),
    percent: (value) => percent().format(value),
    size: (bytes) => (bytes >= 1e9 ? gigabytes().format(bytes / 1e9) : megabytes().format(bytes / 1e6)),
    money: (minor, currency, options) => moneyFormat(currency, tag, options).format(wholeUnits(minor, currency)),
    wholeMoney: (units, currency, options) => moneyFormat(currency, tag, options).format(units),
    currencySign(currency) {
      const format = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
      return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
    },
    clock: date({ timeStyle: 'short' }),
    dayOfYear: date({ day: 'numeric', month: 'long' }),
    shortDay: date({ day: 'numeric', month: 'short' }),
    date: date({ dateStyle: 'medium' }),
    dateAndTime: date({ dateStyle: 'medium', timeStyle: 'short' }),
    fullTime: date({
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }),
    month: (at, isThisYear) => (isThisYear ? month(at) : monthOfYear(at)),
    list: (parts) => list().format(parts),
  };
}

/** Languages that write a whole number below a thousand as programs do. The first format of a page takes it several milliseconds. */
const plainDigits = /^(?:de|en|es|fr|it|nl|pt)(?:-[A-Z]{2})?$/;

function isShort(value: number): boolean {
  return Number.isInteger(value) && value < 1_000 && (value > 0 || Object.is(value, 0));
}

/** One format for each number of digits, of which Intl knows at most a hundred. */
function byDigits<T>(make: (digits: number) => T): (digits: number) => T {
  const made = new Map<number, T>();
  return (digits) => {
    const known = made.get(digits) ?? make(digits);
    made.set(digits, known);
    return known;
  };
}
