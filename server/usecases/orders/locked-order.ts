// An order as it is locked for a change, in the form that the rules take it in.
import type { OrderId } from '../../contract/orders/orders.ts';
import type { OrderAsk, OrderSeen, OrderWrite } from '../../storage/orders/order-store.ts';
import { emptyWallet, walletId } from '../../domain/wallets/ledger.ts';
import type { OrderAccount, OrderChange } from '../../domain/orders/order-account.ts';
import type { WalletSlot } from '../../domain/wallets/journal.ts';
import type { DecisionAt } from '../../domain/orders/order-draft.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Postbox } from '../letters/postbox.ts';

export type LockedOrder = { readonly account: OrderAccount; readonly at: DecisionAt };

/** The wallet of the order's owner is made where there is none yet. */
export function lockedOrder(
  { order, wallet, refunds, cases }: OrderSeen,
  { clock, newId }: { readonly clock: Clock; readonly newId: () => string },
): LockedOrder {
  invariant(order !== null, 'an order that was read is gone');
  const fresh = () => emptyWallet({ id: walletId(newId()), owner: order.owner });
  const slot = wallet === null ? { wallet: fresh(), isNew: true } : { wallet, isNew: false };
  return { account: { order, refunds, cases }, at: { slot, now: clock.now(), newId } };
}

/** An order that is to be changed, with the wallet that it was bought for. */
export function orderAsk(id: OrderId, externalId: string | null = null): OrderAsk {
  return { id, externalId };
}

type Writing = {
  readonly now: number;
  /** Left out: nothing of the change has to do with a wallet. */
  readonly slot?: WalletSlot;
  readonly deliveryId?: number | null;
};

/** What a change writes, with the letters that tell of it. */
export function writeOf(
  { postbox }: { readonly postbox: Postbox },
  { events, ...rows }: PartialChange,
  { now, slot, deliveryId = null }: Writing,
): OrderWrite {
  const isThere = slot !== undefined && (!slot.isNew || rows.posting !== null);
  const of = { order: rows.order, wallet: isThere ? slot.wallet.id : null };
  return { ...rows, letters: [...postbox.ofOrder(of, events, now), ...postbox.ofBooking(rows.posting)], deliveryId };
}

type PartialChange = Pick<OrderChange, 'order' | 'posting' | 'events'> &
  Partial<Pick<OrderChange, 'refunds' | 'cases'>>;
