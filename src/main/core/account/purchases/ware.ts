// What is bought: a pack, or credits for an amount of one's own. Pure; the server names the price in its
// answer to the order, and the one reckoned here is shown until then.
import type { ServerConfig } from '../../../../../server/contract/config.ts';
import { creditsFor, isOffered } from '../../../../../server/contract/orders/free-amount.ts';
import type { NewPurchase } from './purchases.ts';

export type Ware =
  | { readonly kind: 'pack'; readonly packId: string }
  /** In the currency's minor units. */
  | { readonly kind: 'amount'; readonly cents: number; readonly currency: string };

type Price = Omit<NewPurchase, 'orderId' | 'provider' | 'payee'>;
type Priced =
  | { readonly kind: 'priced'; readonly price: Price }
  | { readonly kind: 'refused'; readonly code: 'pack_gone' | 'amounts_gone' | 'amount_outside' };

/** `config`: the server's, as last heard. */
export function pricedBy(config: ServerConfig | null, ware: Ware): Priced {
  switch (ware.kind) {
    case 'pack': {
      const pack = config?.packs.find((one) => one.id === ware.packId);
      if (pack === undefined) return { kind: 'refused', code: 'pack_gone' };
      const price = {
        packId: pack.id,
        packName: pack.name,
        amountCents: pack.amount_cents,
        currency: pack.currency,
        creditsMicrocredits: pack.credits_microcredits,
      };
      return { kind: 'priced', price };
    }
    case 'amount': {
      const offer = config?.free_amount ?? null;
      if (offer === null || offer.currency !== ware.currency) return { kind: 'refused', code: 'amounts_gone' };
      if (!isOffered(offer, ware.cents)) return { kind: 'refused', code: 'amount_outside' };
      const price = {
        packId: null,
        packName: null,
        amountCents: ware.cents,
        currency: ware.currency,
        creditsMicrocredits: creditsFor(offer, ware.cents),
      };
      return { kind: 'priced', price };
    }
  }
}

export function isSameWare(row: Pick<NewPurchase, 'packId' | 'amountCents' | 'currency'>, ware: Ware): boolean {
  if (ware.kind === 'pack') return row.packId === ware.packId;
  return row.packId === null && row.amountCents === ware.cents && row.currency === ware.currency;
}
