// Plays a purchase: the order, its checkout, and the states it passes through when somebody presses a button there.
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderId, Provider } from '../../../server/contract/orders.ts';
import type { Purchase, TokenPlace } from '../../../src/preload/contract/account.ts';
import type { World } from './world.ts';

export type CheckoutAction = 'pay' | 'decline' | 'expire';

/** Answers the purchase of this order, made on the first call. null: no such pack. */
export function placeOrder(
  world: World,
  wish: {
    readonly orderId: OrderId;
    /** null: an amount of one's own, which the double does not sell. */
    readonly packId: string | null;
    readonly provider: Provider;
    readonly keepIn: TokenPlace | undefined;
  },
): Purchase | null {
  const state = world.account.current();
  const known = state.purchases.find((purchase) => purchase.orderId === wish.orderId);
  if (known !== undefined) return known;
  const pack = state.link.kind === 'online' ? state.link.config.packs.find((one) => one.id === wish.packId) : undefined;
  if (pack === undefined) return null;
  const purchase: Purchase = {
    orderId: wish.orderId,
    state: 'open',
    provider: wish.provider,
    packId: pack.id,
    packName: pack.name,
    amountCents: pack.amount_cents,
    currency: pack.currency,
    creditsMicrocredits: pack.credits_microcredits,
    createdAt: Date.now(),
    expiresAt: Date.now() + 15 * 60_000,
    paidAt: null,
    refundedCents: 0,
    refunds: [],
    trouble: null,
  };
  const tokenPlace = state.tokenPlace ?? wish.keepIn ?? 'keychain';
  world.account.set({ ...state, tokenPlace, purchases: [purchase, ...state.purchases] });
  return purchase;
}

export async function act(world: World, orderId: string, action: CheckoutAction): Promise<void> {
  switch (action) {
    case 'decline':
      return setState(world, orderId, 'declined');
    case 'expire':
      return setState(world, orderId, 'expired');
    case 'pay':
      for (const state of ['seen', 'paid'] as const) {
        setState(world, orderId, state);
        await sleep(900);
      }
      return claim(world, orderId);
  }
}

export function setState(world: World, orderId: string, next: Purchase['state']): void {
  const state = world.account.current();
  world.account.set({
    ...state,
    purchases: state.purchases.map((purchase) =>
      purchase.orderId === orderId ? { ...purchase, state: next } : purchase,
    ),
  });
}

function claim(world: World, orderId: string): void {
  setState(world, orderId, 'claimed');
  const state = world.account.current();
  const bought = state.purchases.find((purchase) => purchase.orderId === orderId)?.creditsMicrocredits ?? 0;
  world.account.set({
    ...state,
    credits: { ...state.credits, mode: 'pro', proMicrocredits: state.credits.proMicrocredits + bought },
  });
}

export const isOver = (purchase: Purchase): boolean =>
  ['claimed', 'paid', 'expired', 'failed', 'disputed', 'refunded', 'abandoned'].includes(purchase.state);
