// Amounts in bitcoin as a person reads them. They come as decimal texts, and no float comes near them.
import type { Words } from '../../../../words/words.ts';
import { words } from '../../../words.ts';

const satsPerBitcoin = 100_000_000;

/** Whole satoshis, rounded up, so that what is shown is never too little; null for a text that is no amount. */
export function satsOf(bitcoin: string): number | null {
  const [, whole, fraction = ''] = /^(\d{1,8})(?:\.(\d{1,18}))?$/.exec(bitcoin) ?? [];
  if (whole === undefined) return null;
  const sats = Number(whole) * satsPerBitcoin + Number(fraction.slice(0, 8).padEnd(8, '0'));
  return /[1-9]/.test(fraction.slice(8)) ? sats + 1 : sats;
}

export function formatSats(sats: number, { amounts }: Words = words): string {
  return amounts.satoshis(sats);
}

/** With all eight digits, as wallets show it. */
export function formatBitcoin(sats: number): string {
  return `${Math.floor(sats / satsPerBitcoin)}.${String(sats % satsPerBitcoin).padStart(8, '0')}`;
}

/** `rate`: what one bitcoin costs, a decimal text. null for a text that is no rate. */
export function formatRate(rate: string, currency: string, { formats }: Words = words): string | null {
  const price = Number(rate);
  if (rate.trim() === '' || !Number.isFinite(price) || price <= 0) return null;
  const isLarge = price >= 1_000;
  return formats.wholeMoney(price, currency, isLarge ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {});
}
