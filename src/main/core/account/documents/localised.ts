// Numbers, money and times as the reader writes them. Pure but for the time zone, which is this computer's.
import { moneyFormat, wholeUnits } from '../../../../../server/contract/currencies.ts';

export type Localised = {
  /** Microcredits as credits. */
  credits(microcredits: number): string;
  /** An amount in the minor units that ISO 4217 gives the currency. */
  money(amountCents: number, currency: string): string;
  /** Epoch milliseconds, to the minute, with the time zone. */
  time(ms: number): string;
};

export function localised(locale: string): Localised {
  const tag = knownTag(locale);
  return {
    credits(microcredits) {
      const count = new Intl.NumberFormat(tag, { maximumFractionDigits: 6 }).format(microcredits / 1_000_000);
      return `${count} ${microcredits === 1_000_000 ? 'credit' : 'credits'}`;
    },
    money: (amountCents, currency) =>
      moneyFormat(currency, tag, { currencyDisplay: 'code' }).format(wholeUnits(amountCents, currency)),
    time: (ms) =>
      new Intl.DateTimeFormat(tag, {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
      }).format(ms),
  };
}

/** An unreadable tag is English. */
function knownTag(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
