// The sandbox's prices: each is named by what it costs, so that none has to be made before it is used.
import { isCurrency } from '../../../contract/currencies.ts';
import type { PriceReading } from '../../billing-rail.ts';

const units = ['day', 'week', 'month', 'year'] as const;
const named = /^sandbox_(\d{1,9})_([A-Z]{3})_(?:([1-9]\d?)_)?(day|week|month|year)$/;

/** As in sandbox_1000_EUR_month, or sandbox_1000_EUR_3_month. null: it names no price. */
export function priceNamed(priceId: string): PriceReading | null {
  const [, amount = '', currency = '', count = '1', word] = named.exec(priceId) ?? [];
  const unit = units.find((one) => one === word);
  if (unit === undefined || !isCurrency(currency)) return null;
  return { priceId, amountCents: Number(amount), currency, every: { unit, count: Number(count) }, isActive: true };
}

/** When a period that begins then is over; a month after the 31st is the last day of a shorter one. Epoch milliseconds. */
export function endOfPeriod(startsAt: number, { every }: PriceReading): number {
  const { unit, count } = every ?? { unit: 'month', count: 1 };
  if (unit === 'day' || unit === 'week') return startsAt + (unit === 'day' ? 1 : 7) * count * 86_400_000;
  const from = new Date(startsAt);
  const to = new Date(startsAt);
  to.setUTCMonth(from.getUTCMonth() + (unit === 'year' ? 12 : 1) * count);
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
  return to.getTime();
}
