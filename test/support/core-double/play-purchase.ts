// Plays a purchase: the order, its checkout, and the states it passes through when somebody presses a button there.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerConfig } from '../../../server/contract/config.ts';
import { creditsFor } from '../../../server/contract/orders/free-amount.ts';
import type { OrderId, Provider } from '../../../server/contract/orders/orders.ts';
import type { Purchase } from '../../../src/preload/contract/account.ts';
import type { Payee } from '../../../src/preload/contract/payee.ts';
import type { TokenPlace } from '../../../src/preload/contract/secret-trouble.ts';
import type { World } from './world.ts';

export type CheckoutAction = 'pay' | 'decline' | 'expire';

type Wish = {
  readonly orderId: OrderId;
  readonly provider: Provider;
  readonly payee?: Payee | undefined;
  readonly keepIn?: TokenPlace | undefined;
} & ({ readonly packId: string } | { readonly amount: { readonly cents: number; readonly currency: string } });

/** Answers the purchase of this order, made on the first call. null: no such pack, and no such amount. */
export function placeOrder(world: World, wish: Wish): Purchase | null {
  const state = world.account.current();
  const known = state.purchases.find((purchase) => purchase.orderId === wish.orderId);
  if (known !== undefined) return known;
  const thing = state.link.kind === 'online' ? thingOf(state.link.config, wish) : null;
  if (thing === null) return null;
  const now = Date.now();
  const purchase: Purchase = {
    orderId: wish.orderId,
    state: 'open',
    provider: wish.provider,
    payee: wish.payee ?? { kind: 'computer' },
    ...thing,
    createdAt: now,
    expiresAt: now + 15 * 60_000,
    paidAt: null,
    refundedCents: 0,
    refunds: [],
    methods: [],
    trouble: null,
  };
  const isForToken = purchase.payee.kind === 'computer';
  const tokenPlace = isForToken ? (state.tokenPlace ?? wish.keepIn ?? 'keychain') : state.tokenPlace;
  world.account.set({ ...state, tokenPlace, purchases: [purchase, ...state.purchases] });
  return purchase;
}

type Thing = Pick<Purchase, 'packId' | 'packName' | 'amountCents' | 'currency' | 'creditsMicrocredits'>;

function thingOf({ packs, free_amount: offer }: ServerConfig, wish: Wish): Thing | null {
  if ('amount' in wish) {
    const { cents, currency } = wish.amount;
    if (offer === null || cents < offer.min_cents || cents > offer.max_cents) return null;
    const creditsMicrocredits = creditsFor(offer, cents);
    return { packId: null, packName: null, amountCents: cents, currency, creditsMicrocredits };
  }
  const pack = packs.find((one) => one.id === wish.packId);
  return pack === undefined
    ? null
    : {
        packId: pack.id,
        packName: pack.name,
        amountCents: pack.amount_cents,
        currency: pack.currency,
        creditsMicrocredits: pack.credits_microcredits,
      };
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
  change(world, orderId, { state: next });
}

function change(world: World, orderId: string, patch: Partial<Purchase>): void {
  const state = world.account.current();
  world.account.set({
    ...state,
    purchases: state.purchases.map((purchase) => (purchase.orderId === orderId ? { ...purchase, ...patch } : purchase)),
  });
}

function claim(world: World, orderId: string): void {
  setState(world, orderId, 'claimed');
  change(world, orderId, { paidAt: Date.now() });
  const state = world.account.current();
  const bought = state.purchases.find((purchase) => purchase.orderId === orderId);
  const credits = bought?.creditsMicrocredits ?? 0;
  const of = bought?.payee.kind ?? 'computer';
  if (of === 'computer' || state.person.standing === null) {
    const proMicrocredits = state.credits.proMicrocredits + credits;
    return world.account.set({
      ...state,
      computerMicrocredits: proMicrocredits,
      credits: { ...state.credits, mode: 'pro', proMicrocredits },
    });
  }
  const { standing } = state.person;
  const wallets = standing.wallets.map((wallet) =>
    wallet.of === of ? { ...wallet, microcredits: wallet.microcredits + credits } : wallet,
  );
  world.account.set({ ...state, person: { ...state.person, standing: { ...standing, wallets } } });
}

export const isOver = (purchase: Purchase): boolean =>
  ['claimed', 'paid', 'expired', 'failed', 'disputed', 'refunded', 'abandoned'].includes(purchase.state);
