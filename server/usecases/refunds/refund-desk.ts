// Asks a rail for a refund that is booked already, and books its answer. It may be asked again at any time: the rail knows
// the refund by its id, and an answer that was lost is heard by the next question or by the reconciler.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import { nextPoll } from '../../domain/orders/order.ts';
import type { OrderChange } from '../../domain/orders/order-account.ts';
import type { RefundRecord } from '../../domain/refunds/refund-record.ts';
import { answerRefund, refuseRefund } from '../../domain/refunds/reserve-refund.ts';
import { invariant } from '../../lib/invariant.ts';
import { type Rail, type RailRefund, RailRefused } from '../../rails/rail.ts';
import { askRail } from '../orders/ask-rail.ts';
import { type LockedOrder, lockedOrder, orderAsk, writeOf } from '../orders/locked-order.ts';
import type { Postbox } from '../letters/postbox.ts';
import type { OrderBell } from '../orders/order-bell.ts';
import { pollPlan } from '../orders/settle-order.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import { deliveryBackoffMs } from '../waits.ts';

export type RefundDesk = {
  /** Never throws for a rail's silence: the refund stays pending, and is asked for again later. */
  carryOut(refund: RefundRecord, signal: AbortSignal): Promise<void>;
};

type Refunding = {
  readonly storage: Pick<OrderStore, 'readOrder' | 'changeOrder'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly newId: () => string;
  readonly bell: OrderBell;
  readonly postbox: Postbox;
  readonly log: Log;
};

export function createRefundDesk(deps: Refunding): RefundDesk {
  const { storage, clock, config, bell, log } = deps;
  const plan = pollPlan(config);

  async function ask({ id, orderId, amountCents }: RefundRecord, signal: AbortSignal): Promise<RailRefund> {
    const order = await storage.readOrder(orderId);
    invariant(order !== null && order.providerTxnId !== null, `refund ${id} is of no payment`);
    const { provider, providerTxnId, currency } = order;
    return askRail(deps, provider, {
      signal,
      question: (rail, limited) => rail.refund({ id, providerTxnId, amountCents, currency }, limited),
    });
  }

  async function book(refund: RefundRecord, decide: (locked: LockedOrder) => OrderChange | null): Promise<void> {
    const isChanged = await storage.changeOrder(orderAsk(refund.orderId), (seen) => {
      const locked = lockedOrder(seen, deps);
      const change = decide(locked);
      if (change === null) return { write: null, answer: false };
      // From now on the reconciler asks about it, soon at first.
      const order = { ...change.order, polls: 0 };
      const { now } = locked.at;
      return {
        write: writeOf(deps, { ...change, order: { ...order, nextPollAt: nextPoll(order, plan, now) } }, locked.at),
        answer: true,
      };
    });
    if (isChanged) bell.ring(refund.orderId);
  }

  async function tryLater({ id, orderId, attempts }: RefundRecord): Promise<void> {
    await storage.changeOrder(orderAsk(orderId), ({ order, refunds }) => {
      const row = refunds.find((one) => one.id === id);
      const isWaiting = order !== null && row !== undefined && row.state === 'pending' && row.nextTryAt !== null;
      if (!isWaiting) return { write: null, answer: null };
      const later = { ...row, nextTryAt: clock.now() + deliveryBackoffMs(attempts) };
      return {
        write: { order, refunds: [later], posting: null, letters: [], deliveryId: null },
        answer: null,
      };
    });
  }

  return {
    async carryOut(refund, signal) {
      const { id: refundId, orderId } = refund;
      try {
        const told = await ask(refund, signal);
        await book(refund, ({ account, at }) => answerRefund(account, { id: refundId, told }, at));
      } catch (error) {
        if (error instanceof RailRefused) {
          log.warn({ refundId, orderId, no: error.no }, 'the provider refused a refund; its credits are back');
          await book(refund, ({ account, at }) => refuseRefund(account, { id: refundId, failure: error.no }, at));
          return;
        }
        log.warn({ refundId, orderId, reason: String(error) }, 'a refund could not be asked for yet');
        await tryLater(refund);
      }
    },
  };
}
