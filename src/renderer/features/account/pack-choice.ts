// What is chosen in the first step: a pack, or a sum of one's own; what it costs, and what is still wrong with it. Pure.
import type { Words } from '../../../words/words.ts';
import type { Pack, ServerConfig } from '../../../../server/contract/config.ts';
import type { FreeAmount } from '../../../../server/contract/orders/free-amount.ts';
import type { Provider } from '../../../../server/contract/orders/orders.ts';
import { readAmount, sayBounds, writeAmount, type AmountEntry } from './amount-entry.ts';
import { formatMoney } from '../../shared/amounts.ts';
import type { Before } from './buy-flow.ts';
import type { Buyable } from './buyable.ts';
import { words } from '../../words.ts';

export type Picked = { readonly kind: 'pack'; readonly packId: string } | { readonly kind: 'amount' };

export type Chosen =
  | { readonly kind: 'pack'; readonly pack: Pack }
  | { readonly kind: 'amount'; readonly offer: FreeAmount; readonly entry: AmountEntry };

type First = { readonly picked: Picked; readonly provider: Provider | null; readonly amountText: string };

/** What was chosen before, by another way to pay than the one that did not work out; else the middle pack. */
export function firstChoice({ packs, providers }: ServerConfig, before: Before | null): First {
  const middle = packs[Math.floor((packs.length - 1) / 2)];
  const provider = before === null ? null : (providers.find((one) => one !== before.notBy) ?? null);
  if (before?.thing.kind === 'amount')
    return { picked: { kind: 'amount' }, provider, amountText: writeAmount(before.thing.cents, before.thing.currency) };
  const packId = before?.thing.kind === 'pack' ? before.thing.packId : middle?.id;
  return { picked: packId === undefined ? { kind: 'amount' } : { kind: 'pack', packId }, provider, amountText: '' };
}

/** What is picked as long as it is sold, else the first that is; null when nothing is. */
export function chosenNow({ packs, free_amount: offer }: ServerConfig, picked: Picked, text: string): Chosen | null {
  const amount: Chosen | null = offer === null ? null : { kind: 'amount', offer, entry: readAmount(text, offer) };
  if (picked.kind === 'amount' && amount !== null) return amount;
  const pack = packs.find((one) => picked.kind === 'pack' && one.id === picked.packId) ?? packs[0];
  return pack === undefined ? amount : { kind: 'pack', pack };
}

/** null while no price can be named. */
export function priceOf(chosen: Chosen, say: Words = words): string | null {
  if (chosen.kind === 'pack') return formatMoney(chosen.pack.amount_cents, chosen.pack.currency, say);
  return chosen.entry.kind === 'ok' ? formatMoney(chosen.entry.cents, chosen.offer.currency, say) : null;
}

/** What can be ordered as it is; null when the amount is not yet right. */
export function buyableOf(chosen: Chosen): Buyable | null {
  if (chosen.kind === 'pack') return { kind: 'pack', packId: chosen.pack.id };
  return chosen.entry.kind === 'ok'
    ? { kind: 'amount', cents: chosen.entry.cents, currency: chosen.offer.currency }
    : null;
}

/** What to say when somebody tries to pay with it as it is. */
export function sayWrong(chosen: Chosen, say: Words = words): string | null {
  if (chosen.kind === 'pack' || chosen.entry.kind === 'ok') return null;
  return chosen.entry.kind === 'wrong'
    ? chosen.entry.sentence
    : say.buying.amount.missing(sayBounds(chosen.offer, say));
}
