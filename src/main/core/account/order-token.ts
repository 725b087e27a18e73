// The token an order credits: chosen and kept before the order leaves, found again when it is paid, made active by the claim.
import type { OrderId, TokenHash } from '../../../../server/contract/orders.ts';
import type { TokenPlace } from '../../../preload/contract/account.ts';
import type { Secrets } from '../ports.ts';
import { activeEntry, keepSecret, type ActiveToken, type TokenReading } from './active-token.ts';
import type { KeptToken, Purchases } from './purchases.ts';
import { hashToken, isToken, makeToken } from './token.ts';

export type Chosen =
  | { readonly kind: 'shared'; readonly token: KeptToken }
  | { readonly kind: 'new'; readonly place: TokenPlace }
  | { readonly kind: 'missing'; readonly reason: string };

export type Found =
  | { readonly kind: 'ready'; readonly token: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type OrderTokens = {
  /** The active token, else one that waits for its first payment, else a new one in a place that keeps secrets. */
  choose(keepIn: TokenPlace | null): Promise<Chosen>;
  /** Make and keep a token for this order. Throws where the place does not keep it. */
  make(orderId: OrderId, place: TokenPlace): Promise<KeptToken>;
  find(kept: KeptToken): Promise<Found>;
  /** The token pays from now on. A different one that paid before is kept under a name of its own. */
  activate(token: string, kept: KeptToken): Promise<void>;
  /** Nothing pays any more; the token that did is kept under a name of its own. False where its place does not answer. */
  putAside(): Promise<boolean>;
  /** Remove pending entries that have done their work; one that cannot be removed now is tried again later. */
  tidy(): Promise<void>;
};

export function createOrderTokens(options: {
  readonly origin: string;
  readonly secrets: Secrets;
  readonly active: ActiveToken;
  readonly purchases: Purchases;
}): OrderTokens {
  const { origin, secrets, active, purchases } = options;

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
    try {
      const token = await secrets.at(kept.place).get(kept.entry);
      return token !== null && isSame(token, kept.hash) ? { kind: 'ready', token } : { kind: 'gone' };
    } catch (error) {
      return { kind: 'unreadable', reason: error instanceof Error ? error.message : '' };
    }
  }

  /** Purchases still under way with it find it there. */
  async function keepFormer(paying: Extract<TokenReading, { kind: 'ready' }>): Promise<void> {
    const entry = `former:${paying.hash.slice(0, 16)}`;
    await keepSecret(secrets, { place: paying.place, entry, value: paying.token });
    purchases.tokenMoved({ from: activeEntry(origin), to: entry, hash: paying.hash });
  }

  return {
    find,
    async choose(keepIn) {
      const token = await shareable();
      if (token !== null) return { kind: 'shared', token };
      const place = keepIn ?? secrets.chosen() ?? 'keychain';
      const probed = await secrets.at(place).probe();
      if (probed.kind === 'missing') return probed;
      if (keepIn !== null) secrets.choose(keepIn);
      return { kind: 'new', place };
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

function isSame(token: string, hash: TokenHash): boolean {
  return isToken(token) && hashToken(token) === hash;
}
