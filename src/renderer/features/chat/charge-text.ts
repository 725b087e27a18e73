// What an answer cost, in plain words; and its counts. Pure.
import type { Charge, Counts } from '../../../preload/contract/message.ts';
import { formatCharge, formatCount } from '../../shared/amounts.ts';

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
          : formatCharge(charge.microcredits);
    case 'released':
      return 'not charged';
    case 'grace':
      return 'offline, not charged';
    case 'unsettled':
      return 'charge pending…';
  }
}

/** "214 tokens · 31.2 tokens/s"; the speed is Ollama's own, of the generation alone. */
export function sayCounts(counts: Counts): string {
  const tokens = formatCount(counts.completionTokens, ['token', 'tokens']);
  if (counts.completionNs === 0 || counts.completionTokens === 0) return tokens;
  const perSecond = counts.completionTokens / (counts.completionNs / 1e9);
  return `${tokens} · ${perSecond >= 100 ? Math.round(perSecond) : perSecond.toFixed(1)} tokens/s`;
}
