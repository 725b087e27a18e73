// The token an order credits: chosen and kept before the order leaves, found again when it is paid, made active by the claim.
import type { OrderId } from '../../../../../server/contract/orders/orders.ts';
import type { TokenPlace } from '../../../../preload/contract/account.ts';
import type { Secrets } from '../../ports.ts';
import { activeEntry, keepSecret, type ActiveToken, type TokenReading } from './active-token.ts';
import type { KeptToken } from '../purchases/purchase-row.ts';
import type { Purchases } from '../purchases/purchases.ts';
import { hashToken, makeToken } from './token.ts';
import type { Found, TokenShelf } from './token-shelf.ts';

export type Chosen =
  | { readonly kind: 'shared'; readonly token: KeptToken }
  | { readonly kind: 'new'; readonly place: TokenPlace }
  | { readonly kind: 'missing'; readonly reason: string };

/** Whatever changes which token pays is called in turn, so that no order is given a token that is just being put aside. */
export type OrderTokens = {
  /** The active token, else one that waits for its first payment, else a new one in a place that keeps secrets. */
  choose(keepIn: TokenPlace | null): Promise<Chosen>;
  /** A place that keeps secrets, as wished or as chosen before; why not, where there is none. */
  findPlace(keepIn: TokenPlace | null): Promise<Exclude<Chosen, { kind: 'shared' }>>;
  /** Make and keep a token for this order. Throws where the place does not keep it. */
  make(orderId: OrderId, place: TokenPlace): Promise<KeptToken>;
  find(kept: KeptToken): Promise<Found>;
  /** The token pays from now on. A different one that paid before is kept under a name of its own. */
  activate(token: string, kept: Pick<KeptToken, 'place' | 'hash'>): Promise<void>;
  /** Nothing pays any more; the token that did is kept under a name of its own. False where its place does not answer. */
  putAside(): Promise<boolean>;
  /** Remove pending entries that have done their work; one that cannot be removed now is tried again later. */
  tidy(): Promise<void>;
};

export function createOrderTokens(options: {
  readonly origin: string;
  readonly secrets: Secrets;
  readonly active: ActiveToken;
  readonly shelf: TokenShelf;
  readonly purchases: Purchases;
  /** What the active token has left, in microcredits; null: not known. */
  readonly balance: () => number | null;
}): OrderTokens {
  const { origin, secrets, active, shelf, purchases } = options;

  async function shareable(): Promise<KeptToken | null> {
    const paying = await active.read();
    if (paying.kind === 'ready') {
      return { place: paying.place, entry: activeEntry(origin), hash: hashToken(paying.token) };
    }
    const pending = purchases.pendingToken();
    return pending !== null && (await find(pending)).kind === 'ready' ? pending : null;
  }

  async function find(kept: KeptToken): Promise<Found> {
    const paying = await active.read();
    if (paying.kind === 'ready' && paying.hash === kept.hash) return paying;
    const found = await shelf.read(kept);
    return found.kind === 'gone' ? await shelf.find(kept.hash) : found;
  }

  async function findPlace(keepIn: TokenPlace | null): Promise<Exclude<Chosen, { kind: 'shared' }>> {
    const place = keepIn ?? secrets.chosen() ?? 'keychain';
    const probed = await secrets.at(place).probe();
    if (probed.kind === 'missing') return probed;
    if (keepIn !== null) secrets.choose(keepIn);
    return { kind: 'new', place };
  }

  /** Purchases still under way with it find it there. */
  async function keepFormer(paying: Extract<TokenReading, { kind: 'ready' }>): Promise<void> {
    const entry = await shelf.put({ value: paying.token, place: paying.place, balance: options.balance() });
    purchases.tokenMoved({ from: activeEntry(origin), to: entry, hash: paying.hash });
  }

  return {
    find,
    findPlace,
    async choose(keepIn) {
      const token = await shareable();
      return token === null ? await findPlace(keepIn) : { kind: 'shared', token };
    },
    async make(orderId, place) {
      const token = makeToken();
      const entry = `pending:${orderId}`;
      await keepSecret(secrets, { place, entry, value: token });
      return { place, entry, hash: hashToken(token) };
    },
    async activate(token, kept) {
      const paying = await active.read();
      if (paying.kind === 'ready' && paying.hash === kept.hash) return;
      if (paying.kind === 'ready') await keepFormer(paying);
      await active.activate(token, kept.place);
    },
    async putAside() {
      const paying = await active.read();
      if (paying.kind === 'unreadable') return false;
      try {
        if (paying.kind === 'ready') await keepFormer(paying);
        await active.forget();
        return true;
      } catch {
        // A keychain that takes or gives back nothing now; its error may quote what was sent.
        return false;
      }
    },
    async tidy() {
      for (const stale of purchases.staleEntries()) {
        const isRemoved = await secrets
          .at(stale.place)
          .remove(stale.entry)
          .then(
            () => true,
            () => false,
          );
        if (isRemoved) purchases.entryRemoved(stale.entry, activeEntry(origin));
      }
    },
  };
}
