// What an answer cost, in plain words; and its counts. Pure.
import type { Charge, Counts } from '../../../preload/contract/message.ts';
import { formatCharge } from '../../shared/amounts.ts';
import { words } from '../../words.ts';

/** null: nothing worth saying. */
export function sayCharge(charge: Charge): string | null {
  switch (charge.kind) {
    case 'none':
    case 'reserving':
    case 'held':
      return null;
    case 'captured':
      return charge.source === 'free'
        ? words.chat.charge.free
        : charge.source === 'plan'
          ? words.chat.charge.plan
          : formatCharge(charge.microcredits);
    case 'released':
      return words.chat.charge.released;
    case 'grace':
      return words.chat.charge.grace;
    case 'unsettled':
      return words.chat.charge.unsettled;
  }
}

/** "214 tokens · 31.2 tokens/s"; the speed is Ollama's own, of the generation alone. */
export function sayCounts(counts: Counts): string {
  const tokens = words.chat.tokens(counts.completionTokens);
  if (counts.completionNs === 0 || counts.completionTokens === 0) return tokens;
  const perSecond = counts.completionTokens / (counts.completionNs / 1e9);
  return `${tokens} · ${words.chat.tokensPerSecond(perSecond)}`;
}
