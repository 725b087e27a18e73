// Packs as offers: what a message comes to in each, and which is cheapest by the figures.
import type { Pack } from '../../../../server/contract/config.ts';

export type PackOffer = {
  readonly pack: Pack;
  /** How many local messages it pays for; null when a message costs nothing. */
  readonly messages: number | null;
  /** Of the currency's smallest unit, not rounded; null when a message costs nothing. */
  readonly centsPerMessage: number | null;
  /** Set on the one pack where a message is cheapest: how much less it costs, in whole per cent, than in the dearest pack. */
  readonly saves: { readonly percent: number; readonly than: string } | null;
};

export function offerPacks(packs: readonly Pack[], messageMicrocredits: number): readonly PackOffer[] {
  const priced = packs.map((pack) => {
    const messages = messageMicrocredits > 0 ? Math.floor(pack.credits_microcredits / messageMicrocredits) : null;
    return {
      pack,
      messages,
      centsPerMessage: messages === null || messages === 0 ? null : pack.amount_cents / messages,
    };
  });
  const byPrice = priced
    .filter((one) => one.centsPerMessage !== null)
    .toSorted((a, b) => (a.centsPerMessage ?? 0) - (b.centsPerMessage ?? 0));
  const [cheapest, second] = byPrice;
  const dearest = byPrice.at(-1);
  const isComparable = byPrice.length === packs.length && new Set(packs.map((pack) => pack.currency)).size === 1;
  const percent = Math.round((1 - (cheapest?.centsPerMessage ?? 0) / (dearest?.centsPerMessage ?? 1)) * 100);
  const isWorthSaying = isComparable && percent >= 1 && second?.centsPerMessage !== cheapest?.centsPerMessage;
  return priced.map((one) => ({
    ...one,
    saves: isWorthSaying && one === cheapest && dearest !== undefined ? { percent, than: dearest.pack.name } : null,
  }));
}
