// The token an order credits: chosen and kept before the order leaves, and tidied away once it is the one that pays.
import type { OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { TokenPlace } from '../../../../preload/contract/secret-trouble.ts';
import type { FreePlace, KeptToken, TokenPort } from '../token/token-port.ts';
import type { Purchases } from './purchases.ts';

export type Chosen = { readonly kind: 'shared'; readonly token: KeptToken } | FreePlace;

export type OrderTokens = {
  /** The token that pays, else one that waits for its first payment, else a new one in a place that keeps secrets. */
  choose(keepIn: TokenPlace | null): Promise<Chosen>;
  /** Make and keep a token for this order. Throws where the place does not keep it. */
  make(orderId: OrderId, place: TokenPlace): Promise<KeptToken>;
  /** Remove pending entries that have done their work; one that cannot be removed now is tried again later. */
  tidy(): Promise<void>;
};

export function createOrderTokens(options: { readonly token: TokenPort; readonly purchases: Purchases }): OrderTokens {
  const { token, purchases } = options;

  async function shareable(): Promise<KeptToken | null> {
    const paying = await token.paying();
    if (paying !== null) return paying;
    const pending = purchases.pendingToken();
    return pending !== null && (await token.find(pending)).kind === 'ready' ? pending : null;
  }

  return {
    async choose(keepIn) {
      const shared = await shareable();
      return shared === null ? await token.findPlace(keepIn) : { kind: 'shared', token: shared };
    },
    make: async (orderId, place) => await token.make({ place, entry: `pending:${orderId}` }),
    async tidy() {
      for (const stale of purchases.staleEntries())
        if (await token.remove(stale)) purchases.entryRemoved(stale.entry, token.payingEntry);
    },
  };
}
