// What an answer cost, in plain words; and its counts. Pure.
import { microcreditsPerCredit } from '../../../../server/contract/money.ts';
import type { Charge, Counts } from '../../../preload/contract/message.ts';

/** null: nothing worth saying. */
export function sayCharge(charge: Charge): string | null {
  switch (charge.kind) {
    case 'none':
    case 'reserving':
    case 'held':
      return null;
    case 'captured':
      return charge.source === 'free'
        ? 'free message'
        : charge.source === 'plan'
          ? 'included in your plan'
          : sayCredits(charge.microcredits);
    case 'released':
      return 'not charged';
    case 'grace':
      return 'offline, not charged';
    case 'unsettled':
      return 'charge pending…';
  }
}

const creditFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

/** Rounded up to a thousandth, so that a charge is never shown as less than it was. */
export function sayCredits(microcredits: number): string {
  const credits = Math.ceil(microcredits / 1000) / (microcreditsPerCredit / 1000);
  return `${creditFormat.format(credits)} ${credits === 1 ? 'credit' : 'credits'}`;
}

const countFormat = new Intl.NumberFormat('en');

/** "214 tokens · 31.2 tokens/s"; the speed is Ollama's own, of the generation alone. */
export function sayCounts(counts: Counts): string {
  const tokens = `${countFormat.format(counts.completionTokens)} ${counts.completionTokens === 1 ? 'token' : 'tokens'}`;
  if (counts.completionNs === 0 || counts.completionTokens === 0) return tokens;
  const perSecond = counts.completionTokens / (counts.completionNs / 1e9);
  return `${tokens} · ${perSecond >= 100 ? Math.round(perSecond) : perSecond.toFixed(1)} tokens/s`;
}
