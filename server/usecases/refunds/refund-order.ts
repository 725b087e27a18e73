// A refund by the operator: decided and booked in one commit, then asked of the rail, then ended by its answer (I14).
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { RefundStore } from '../../storage/refunds/refund-store.ts';
import type { Order, Provider } from '../../contract/orders/orders.ts';
import { type OrderRecord, toOrder } from '../../domain/orders/order.ts';
import { type RefundTold, toRefund } from '../../domain/refunds/refund-record.ts';
import { type RefundDecision, reserveRefund } from '../../domain/refunds/reserve-refund.ts';
import { unnamedRefundId } from '../../domain/refunds/unnamed-refund.ts';
import { invariant } from '../../lib/invariant.ts';
import type { LedgerGuard } from '../wallets/ledger-guard.ts';
import { lockedOrder, orderAsk, writeOf } from '../orders/locked-order.ts';
import type { Postbox } from '../letters/postbox.ts';
import { findOrder, type OrderNaming } from '../orders/find-order.ts';
import type { OrderBell } from '../orders/order-bell.ts';
import type { RefundDesk } from './refund-desk.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { OrderSettler } from '../orders/settle-order.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Rail } from '../../rails/rail.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';

/** What an operator gives back. `refundId` null: the one that order and amount make. `amountCents` null: all that is left. */
export type RefundAsked = {
  readonly refundId: RefundId | null;
  readonly order: OrderNaming;
  readonly amountCents: number | null;
  readonly reason: string;
};

type Refunded = {
  readonly kind: 'refund';
  readonly refund: RefundTold;
  /** null: the provider has not said yet. */
  readonly providerRefundId: string | null;
  readonly order: Order;
  readonly isNew: boolean;
};

type RefundDeps = {
  readonly storage: Pick<OrderStore, 'readOrder' | 'findOrder' | 'findOrderCalled' | 'changeOrder'> &
    Pick<RefundStore, 'readRefunds'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs'>;
  readonly newId: () => string;
  readonly log: Log;
  readonly guard: LedgerGuard;
  readonly bell: OrderBell;
  readonly postbox: Postbox;
  readonly settler: OrderSettler;
  readonly refundDesk: RefundDesk;
};

/** Moves the credits first, then asks the rail; its silence leaves the refund pending, and the worker asks again. */
export function refundOrder(deps: RefundDeps) {
  const { storage, rails, clock, config, guard, bell, settler, refundDesk, log } = deps;

  /** Refunds that the provider made meanwhile count too. If it is silent now, it will refuse too large a refund itself. */
  async function catchUp(order: OrderRecord, signal: AbortSignal): Promise<void> {
    if (order.providerTxnId === null) return;
    try {
      await settler.settle(order, { deliveryId: null, signal });
    } catch (error) {
      log.warn({ orderId: order.id, reason: String(error) }, 'a refund found the rail silent');
    }
  }

  async function reserve(order: OrderRecord, id: RefundId, asked: RefundAsked): Promise<RefundDecision> {
    const { amountCents: cents, reason } = asked;
    const tryAgainAt = clock.now() + config.leaseMs;
    const decision = await storage.changeOrder<RefundDecision>({ ...orderAsk(order.id), refund: id }, (seen) => {
      const { account, at } = lockedOrder(seen, deps);
      const answer = reserveRefund(account, { id, cents, reason, tryAgainAt }, { ...at, known: seen.refund });
      return { write: answer.kind === 'reserved' ? writeOf(deps, answer.change, at) : null, answer };
    });
    if (decision.kind === 'reserved') bell.ring(order.id);
    return decision;
  }

  async function answer(refundId: RefundId, orderId: OrderRecord['id'], isNew: boolean): Promise<Refunded> {
    const order = await storage.readOrder(orderId);
    const refund = (await storage.readRefunds(orderId)).find(({ id }) => id === refundId);
    invariant(order !== null && refund !== undefined, `refund ${refundId} is gone`);
    const { providerRefundId } = refund;
    return { kind: 'refund', refund: toRefund(refund, order), providerRefundId, order: toOrder(order), isNew };
  }

  return async (asked: RefundAsked, signal: AbortSignal): Promise<Refunded | Refused> => {
    const order = await findOrder(deps, asked.order);
    if (order === null) return refusal('order_not_found', {});
    const rail = rails.get(order.provider);
    if (rail === undefined)
      return refusal('provider_unknown', { reason: 'no_longer_set_up', provider: order.provider });
    const { amountCents } = asked;
    const quote = amountCents === null ? null : rail.quote({ amountCents, currency: order.currency });
    if (quote?.kind === 'impossible') return refusal('invalid_request', quote.no);
    if (!(await guard.isSound())) return refusal('storage_unavailable', { reason: 'totals_differ' });
    await catchUp(order, signal);
    const wanted = { orderId: order.id, cents: amountCents };
    const refundId = asked.refundId ?? unnamedRefundId(wanted, await storage.readRefunds(order.id));
    const decision = await reserve(order, refundId, asked);
    switch (decision.kind) {
      case 'reserved':
        await refundDesk.carryOut(decision.refund, signal);
        log.info({ refundId, orderId: order.id, cents: decision.refund.amountCents }, 'a refund was asked for');
        return answer(refundId, order.id, true);
      case 'known':
        return answer(refundId, order.id, false);
      default:
        return refusedBy(decision, order);
    }
  };
}

function refusedBy(
  decision: Exclude<RefundDecision, { readonly kind: 'reserved' | 'known' }>,
  { currency }: OrderRecord,
): Refused {
  switch (decision.kind) {
    case 'conflict':
      return refusal('idempotency_conflict', { reason: 'refund' });
    case 'unpaid':
      return refusal('order_unpaid', { reason: 'nothing_credited' });
    case 'disputed':
      return refusal('order_disputed', {});
    case 'too_large':
      return refusal('refund_too_large', { refundable_cents: decision.refundableCents, currency });
  }
}
