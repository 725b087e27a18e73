// An order as it is locked for a change, in the form that the rules take it in.
import type { OrderId } from '../../contract/orders/orders.ts';
import type { OrderAsk, OrderSeen, OrderWrite } from '../../storage/orders/order-store.ts';
import { emptyWallet, tokenOwner, walletId } from '../../domain/wallets/ledger.ts';
import type { OrderAccount, OrderChange } from '../../domain/orders/order-account.ts';
import type { DecisionAt } from '../../domain/orders/order-draft.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Postbox } from '../letters/postbox.ts';

export type LockedOrder = { readonly account: OrderAccount; readonly at: DecisionAt };

/** The wallet of the order's token is made where there is none yet. */
export function lockedOrder(
  { order, wallet, refunds, cases }: OrderSeen,
  { clock, newId }: { readonly clock: Clock; readonly newId: () => string },
): LockedOrder {
  invariant(order !== null, 'an order that was read is gone');
  const fresh = () => emptyWallet({ id: walletId(newId()), owner: tokenOwner(order.tokenHash) });
  const slot = wallet === null ? { wallet: fresh(), isNew: true } : { wallet, isNew: false };
  return { account: { order, refunds, cases }, at: { slot, now: clock.now(), newId } };
}

/** An order that is to be changed; its wallet is that of the token which it was bought for. */
export function orderAsk(id: OrderId): OrderAsk {
  return { id, owner: ({ tokenHash }) => tokenOwner(tokenHash) };
}

/** What a change writes, with the letters that tell of it. */
export function writeOf(
  { postbox }: { readonly postbox: Postbox },
  { events, ...rows }: PartialChange,
  { now, deliveryId = null }: { readonly now: number; readonly deliveryId?: number | null },
): OrderWrite {
  return { ...rows, letters: postbox.ofOrder(rows.order, events, now), deliveryId };
}

type PartialChange = Pick<OrderChange, 'order' | 'posting' | 'events'> &
  Partial<Pick<OrderChange, 'refunds' | 'cases'>>;
