// Hands a paid order to the holder of the token whose hash was sent at checkout, and to nobody else. They may ask again (I13).
import type { OrderStore } from '../../storage/orders/order-store.ts';
import { type Wallet, available, tokenOwner } from '../../domain/wallets/ledger.ts';
import { type OrderRecord, toOrder } from '../../domain/orders/order.ts';
import { invariant } from '../../lib/invariant.ts';
import { orderAsk } from './locked-order.ts';
import type { OrderBell } from './order-bell.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { OrderSettler } from './settle-order.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { Order, OrderId, TokenHash } from '../../contract/orders/orders.ts';

type Claimed = {
  readonly kind: 'claimed';
  readonly order: OrderRecord;
  readonly wallet: Wallet;
  readonly isNew: boolean;
};

type Handed = {
  readonly kind: 'claimed';
  readonly order: Order;
  readonly balance: Microcredits;
  readonly available: Microcredits;
};

type Claiming = {
  readonly storage: Pick<OrderStore, 'readOrder' | 'changeOrder'>;
  readonly clock: Clock;
  readonly settler: OrderSettler;
  readonly bell: OrderBell;
  readonly log: Log;
};

export function claimOrder({ storage, clock, settler, bell, log }: Claiming) {
  /** The holder may be faster than the webhook: the rail is asked once, and if it is silent the order stays as we know it. */
  async function catchUp(order: OrderRecord): Promise<void> {
    try {
      await settler.settle(order, { deliveryId: null, signal: new AbortController().signal });
    } catch (error) {
      log.warn({ orderId: order.id, reason: String(error) }, 'a claim found the rail silent');
    }
  }

  return async (tokenHash: TokenHash, id: OrderId): Promise<Handed | Refused> => {
    const known = await storage.readOrder(id);
    if (known === null) return refusal('order_not_found', {});
    if (known.paidAt === null && known.owner === tokenOwner(tokenHash) && known.providerTxnId !== null)
      await catchUp(known);
    const claimed = await storage.changeOrder<Claimed | Refused>(orderAsk(id), ({ order, wallet }) => {
      if (order === null) return { write: null, answer: refusal('order_not_found', {}) };
      if (order.paidAt === null) return { write: null, answer: refusal('order_unpaid', { reason: 'unpaid' }) };
      if (order.owner !== tokenOwner(tokenHash)) return { write: null, answer: refusal('order_claimed', {}) };
      invariant(wallet !== null, `order ${id} is paid and has no wallet`);
      if (order.claimedAt !== null) return { write: null, answer: { kind: 'claimed', order, wallet, isNew: false } };
      const mine = { ...order, claimedAt: clock.now() };
      return {
        write: { order: mine, posting: null, letters: [], deliveryId: null },
        answer: { kind: 'claimed', order: mine, wallet, isNew: true },
      };
    });
    if (claimed.kind === 'refused') return claimed;
    if (claimed.isNew) bell.ring(id);
    return {
      kind: 'claimed',
      order: toOrder(claimed.order),
      balance: claimed.wallet.balance,
      available: available(claimed.wallet),
    };
  };
}
