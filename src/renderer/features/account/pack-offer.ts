// Packs as offers: what a message comes to in each, and which is cheapest by the figures.
import type { Pack } from '../../../../server/contract/config.ts';

export type PackOffer = {
  readonly pack: Pack;
  /** How many local messages it pays for; null when a message costs nothing. */
  readonly messages: number | null;
  /** Of the currency's smallest unit, not rounded; null when a message costs nothing. */
  readonly centsPerMessage: number | null;
  /** How much less a message costs than in the dearest pack, in whole per cent; null where it is not the cheapest. */
  readonly savesPercent: number | null;
};

export function offerPacks(packs: readonly Pack[], messageMicrocredits: number): readonly PackOffer[] {
  const priced = packs.map((pack) => {
    const messages = messageMicrocredits > 0 ? Math.floor(pack.credits_microcredits / messageMicrocredits) : null;
    return { pack, messages, centsPerMessage: messages === null || messages === 0 ? null : pack.amount_cents / messages };
  });
  const prices = priced.flatMap((one) => one.centsPerMessage ?? []);
  const isComparable = prices.length === packs.length && new Set(packs.map((pack) => pack.currency)).size === 1;
  const [cheapest, dearest] = [Math.min(...prices), Math.max(...prices)];
  const isSole = prices.filter((price) => price === cheapest).length === 1;
  const savesPercent = Math.round((1 - cheapest / dearest) * 100);
  return priced.map((one) => ({ ...one, savesPercent: isComparable && isSole && savesPercent >= 1 && one.centsPerMessage === cheapest ? savesPercent : null }));
}
