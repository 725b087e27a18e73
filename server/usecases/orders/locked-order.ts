// An order as it is locked for a change, in the form that the rules take it in.
import type { OrderSeen, OrderWrite } from '../../storage/orders/order-store.ts';
import { emptyWallet, tokenOwner, walletId } from '../../domain/wallets/ledger.ts';
import type { OrderAccount, OrderChange } from '../../domain/orders/order-account.ts';
import type { DecisionAt } from '../../domain/orders/order-draft.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Clock } from '../../lib/clock.ts';

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

export function writeOf(change: OrderChange, now: number): OrderWrite {
  return { ...change, deliveryId: null, at: now };
}
