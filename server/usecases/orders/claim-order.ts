// Hands a paid order to the holder of the token that was committed at checkout: to them alone, however often they ask (I13).
import { type Wallet, available } from '../../domain/wallets/ledger.ts';
import { type OrderRecord, toOrder } from '../../domain/orders/order.ts';
import { invariant } from '../../lib/invariant.ts';
import type { OrderWrite } from '../../storage/orders/order-store.ts';
import type { OrderBell } from './order-bell.ts';
import { refusal } from '../refusal.ts';
import { sentences } from '../sentences.ts';
import type { OrderSettler } from './settle-order.ts';
import type { UsecaseDeps } from '../usecase-deps.ts';
import type { Refused, Usecases } from '../usecases.ts';

type Claimed = {
  readonly kind: 'claimed';
  readonly order: OrderRecord;
  readonly wallet: Wallet;
  readonly isNew: boolean;
};

export function claimOrder(
  deps: UsecaseDeps & { readonly settler: OrderSettler; readonly bell: OrderBell },
): Usecases['orders']['claim'] {
  const { storage, clock, settler, bell, log } = deps;

  /** The holder may be faster than the webhook: one question to the rail, and if it is silent the order is as we know it. */
  async function catchUp(order: OrderRecord): Promise<void> {
    try {
      await settler.settle(order, { deliveryId: null, signal: new AbortController().signal });
    } catch (error) {
      log.warn({ orderId: order.id, reason: String(error) }, 'a claim found the rail silent');
    }
  }

  return async (tokenHash, id) => {
    const known = await storage.readOrder(id);
    if (known === null) return refusal('order_not_found', sentences.orderUnknown);
    if (known.paidAt === null && known.tokenHash === tokenHash && known.providerTxnId !== null) await catchUp(known);
    const claimed = await storage.changeOrder<Claimed | Refused>(id, ({ order, wallet }) => {
      if (order === null) return { write: null, answer: refusal('order_not_found', sentences.orderUnknown) };
      if (order.paidAt === null) return { write: null, answer: refusal('order_unpaid', sentences.orderUnpaid) };
      if (order.tokenHash !== tokenHash)
        return { write: null, answer: refusal('order_claimed', sentences.orderClaimed) };
      invariant(wallet !== null, `order ${id} is paid and has no wallet`);
      if (order.claimedAt !== null) return { write: null, answer: { kind: 'claimed', order, wallet, isNew: false } };
      const now = clock.now();
      const write: OrderWrite = {
        order: { ...order, claimedAt: now },
        posting: null,
        events: [],
        deliveryId: null,
        at: now,
      };
      return { write, answer: { kind: 'claimed', order: write.order, wallet, isNew: true } };
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
