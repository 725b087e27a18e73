// Asks the rail where a payment stands and moves the order there. Webhooks, the reconciler and buyers all end up here,
// and however many of them do so at once, the payment is credited once.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { RefundStore } from '../../storage/refunds/refund-store.ts';
import { type OrderRecord, type PollPlan, expireUnstarted, nextPoll, toOrder } from '../../domain/orders/order.ts';
import { applyReading } from '../../domain/orders/order-reading.ts';
import { type Rail, type RailReading, type RailStart, RailUnavailable } from '../../rails/rail.ts';
import { invariant } from '../../lib/invariant.ts';
import { askRail } from './ask-rail.ts';
import type { LedgerGuard } from '../wallets/ledger-guard.ts';
import { lockedOrder, orderAsk, writeOf } from './locked-order.ts';
import type { Postbox } from '../letters/postbox.ts';
import type { OrderBell } from './order-bell.ts';
import { isPartShown, withMethods } from './stored-checkout.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Provider } from '../../contract/orders/orders.ts';

/** `deliveryId`: the webhook that asked, which is done with in the same commit. */
type SettleAsk = { readonly deliveryId: number | null; readonly signal: AbortSignal };

type Booked = { readonly order: OrderRecord; readonly isStale: boolean; readonly isChanged: boolean };
type Settled = { readonly order: OrderRecord; readonly reading: RailReading };

export type OrderSettler = {
  /** Throws RailUnavailable when the provider is silent; a later try may succeed. */
  settle(order: OrderRecord, ask: SettleAsk): Promise<Settled>;
  /** Makes the order's payment at the provider, or finds the one made before, and binds it to the order. */
  bind(order: OrderRecord, signal: AbortSignal): Promise<OrderRecord>;
  /** Ends an order that never came to a payment, once its time is over. */
  giveUp(order: OrderRecord): Promise<void>;
};

/** How often the rail is asked again because the order changed meanwhile. */
const asksMax = 5;

type Settling = {
  readonly storage: Pick<RefundStore, 'readRefunds'> & Pick<OrderStore, 'changeOrder'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: UsecaseConfig;
  readonly newId: () => string;
  readonly guard: LedgerGuard;
  readonly bell: OrderBell;
  readonly postbox: Postbox;
};

export function createOrderSettler(deps: Settling): OrderSettler {
  const { storage, clock, config, guard, bell } = deps;
  const plan = pollPlan(config);

  async function bind(order: OrderRecord, signal: AbortSignal): Promise<OrderRecord> {
    const start = await askRail(deps, order.provider, {
      signal,
      question: (rail, limited) => rail.start(toOrder(order), limited),
    });
    return storage.changeOrder(orderAsk(order.id), ({ order: now }) => {
      invariant(now !== null, `order ${order.id} is gone`);
      if (now.providerTxnId !== null) return { write: null, answer: now };
      const bound = withStart(now, start, nextPoll(now, plan, clock.now()));
      return { write: { order: bound, posting: null, letters: [], deliveryId: null }, answer: bound };
    });
  }

  /** What the provider says now of the payment, and of those refunds that it has told of. */
  async function read(order: OrderRecord, signal: AbortSignal): Promise<RailReading> {
    const { providerTxnId } = order;
    invariant(providerTxnId !== null, `order ${order.id} has no payment`);
    const known = await storage.readRefunds(order.id);
    const refunds = known.flatMap(({ providerRefundId }) => providerRefundId ?? []);
    return askRail(deps, order.provider, {
      signal,
      question: (rail, limited) => rail.read({ providerTxnId, refunds, isPartShown: isPartShown(order) }, limited),
    });
  }

  /** Books what was said of `order`; the order as it is now where that changed after it was asked about. */
  async function book(order: OrderRecord, reading: RailReading, deliveryId: number | null): Promise<Booked> {
    return storage.changeOrder<Booked>(orderAsk(order.id), (seen) => {
      const { account, at } = lockedOrder(seen, deps);
      const isStale =
        account.order.books.revision !== order.books.revision ||
        (reading.methods !== undefined && account.order.checkoutRevision !== order.checkoutRevision);
      if (isStale) return { write: null, answer: { order: account.order, isStale, isChanged: false } };
      const change = applyReading(account, reading, at);
      const decided = change?.order ?? account.order;
      const next = withMethods(decided, reading.methods);
      const polled = { ...next, nextPollAt: nextPoll(next, plan, at.now) };
      const rows = change ?? { posting: null, events: [] };
      return {
        write: writeOf(deps, { ...rows, order: polled }, { ...at, deliveryId }),
        answer: { order: polled, isStale, isChanged: change !== null || next !== decided },
      };
    });
  }

  return {
    bind,
    async settle(asked, { deliveryId, signal }) {
      let order = asked.providerTxnId === null ? await bind(asked, signal) : asked;
      for (let asks = 0; asks < asksMax; asks += 1) {
        const reading = await read(order, signal);
        if (credits(order, reading) && !(await guard.isSound())) throw new LedgerUnsound();
        const booked = await book(order, reading, deliveryId);
        if (booked.isChanged) bell.ring(order.id);
        if (!booked.isStale) return { order: booked.order, reading };
        ({ order } = booked);
      }
      throw new RailUnavailable(`order ${order.id} changes faster than its provider answers`);
    },
    async giveUp(order) {
      const isChanged = await storage.changeOrder(orderAsk(order.id), (seen) => {
        const now = clock.now();
        const change = seen.order === null ? null : expireUnstarted(seen.order, now);
        const write = change === null ? null : writeOf(deps, { ...change, posting: null }, { now });
        return { write, answer: change !== null };
      });
      if (isChanged) bell.ring(order.id);
    },
  };
}

/** Whether this would give credits that the order has not given yet. */
function credits(order: OrderRecord, { state }: RailReading): boolean {
  const isThere = state === 'paid' || state === 'refunded';
  return isThere && (order.books.creditedCents === 0 || order.books.voided !== null);
}

/** Money came in, but the ledger's totals do not match: it is credited once an audit finds them right again. */
class LedgerUnsound extends Error {
  override readonly name = 'LedgerUnsound';
}

export function pollPlan(config: Pick<UsecaseConfig, 'orderLateMs'>): PollPlan {
  return {
    lateMs: config.orderLateMs,
    firstMs: 5_000,
    openMaxMs: 60_000,
    lateEveryMs: 3_600_000,
    paidEveryMs: 86_400_000,
  };
}

function withStart(order: OrderRecord, start: RailStart, nextPollAt: number | null): OrderRecord {
  return { ...order, providerTxnId: start.providerTxnId, checkout: JSON.stringify(start.checkout), nextPollAt };
}
