// The cases in suspense, listed for the operator and decided by them, each once.
import type { OrderStore } from '../../storage/orders/order-store.ts';
import type { SuspenseStore } from '../../storage/suspense/suspense-store.ts';
import type { RefundId } from '../../contract/refunds/refunds.ts';
import { type SuspenseAction, type SuspenseCase, SuspenseId } from '../../contract/suspense/suspense.ts';
import { type CaseDecision, decideCase } from '../../domain/suspense/decide-case.ts';
import type { OrderRecord } from '../../domain/orders/order.ts';
import { type CaseRecord, toCase } from '../../domain/suspense/suspense-case.ts';
import { brand } from '../../lib/brand.ts';
import { invariant } from '../../lib/invariant.ts';
import type { LedgerGuard } from '../wallets/ledger-guard.ts';
import { lockedOrder, orderAsk, writeOf } from '../orders/locked-order.ts';
import type { Postbox } from '../letters/postbox.ts';
import type { OrderBell } from '../orders/order-bell.ts';
import type { RefundDesk } from '../refunds/refund-desk.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { Rail } from '../../rails/rail.ts';
import type { PageAsked } from '../page-asked.ts';

type CasesAsked = PageAsked & { readonly state: SuspenseCase['state'] };
type CasesShown = {
  readonly kind: 'page';
  readonly cases: readonly SuspenseCase[];
  readonly nextCursor: string | null;
};
type Resolution = { readonly id: SuspenseId; readonly action: SuspenseAction; readonly reason: string };
type Resolved = { readonly kind: 'resolved'; readonly case: SuspenseCase };

type SuspenseDeps = {
  readonly storage: Pick<SuspenseStore, 'readCase' | 'pageCases'> & Pick<OrderStore, 'readOrder' | 'changeOrder'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs'>;
  readonly newId: () => string;
  readonly log: Log;
  readonly guard: LedgerGuard;
  readonly bell: OrderBell;
  readonly postbox: Postbox;
  readonly refundDesk: RefundDesk;
};

const pageMax = 200;

export function keepSuspense(deps: SuspenseDeps) {
  const { storage, rails, clock, config, newId, guard, bell, refundDesk, log } = deps;

  async function orderOf({ orderId }: Pick<CaseRecord, 'orderId'>): Promise<OrderRecord> {
    const order = await storage.readOrder(orderId);
    invariant(order !== null, `order ${orderId} has a case and is gone`);
    return order;
  }

  return {
    /** Oldest first, at most 200 at a time. */
    async list({ state, limit, cursor }: CasesAsked): Promise<CasesShown | Refused> {
      const after = cursor === null ? null : SuspenseId.safeParse(cursor);
      if (after?.success === false) return refusal('invalid_request', { reason: 'cursor_unknown' });
      const size = Math.min(Math.max(1, limit), pageMax);
      // One more than asked for tells whether any follow.
      const found = await storage.pageCases({ isOpen: state === 'open', after: after?.data ?? null, limit: size + 1 });
      if (found === null) return refusal('invalid_request', { reason: 'cursor_unknown' });
      const shown = found.slice(0, size);
      const cases = await Promise.all(shown.map(async (one) => toCase(one, await orderOf(one))));
      return { kind: 'page', cases, nextCursor: found.length > size ? (shown.at(-1)?.id ?? null) : null };
    },

    async resolve({ id, action, reason }: Resolution, signal: AbortSignal): Promise<Resolved | Refused> {
      const known = await storage.readCase(id);
      if (known === null) return refusal('suspense_not_found', {});
      const order = await orderOf(known);
      if (action === 'refund' && !rails.has(order.provider))
        return refusal('provider_unknown', { reason: 'no_longer_set_up', provider: order.provider });
      if (!(await guard.isSound())) return refusal('storage_unavailable', { reason: 'totals_differ' });
      const refundId = brand<RefundId>(newId());
      const decision = await storage.changeOrder<CaseDecision>(orderAsk(order.id), (seen) => {
        const { account, at } = lockedOrder(seen, deps);
        const ask = { id, action, reason, refundId, tryAgainAt: at.now + config.leaseMs };
        const answer = decideCase(account, ask, at);
        return { write: answer.kind === 'decided' ? writeOf(deps, answer.change, at) : null, answer };
      });
      switch (decision.kind) {
        case 'unknown':
          return refusal('suspense_not_found', {});
        case 'disputed':
          return refusal('order_disputed', {});
        case 'otherwise':
          return refusal('suspense_resolved', {});
        case 'known':
          return { kind: 'resolved', case: toCase(decision.case, order) };
        case 'decided': {
          bell.ring(order.id);
          log.info({ caseId: id, orderId: order.id, action, at: clock.now() }, 'a case in suspense was decided');
          const refund = decision.change.refunds.find((row) => row.id === refundId);
          if (refund !== undefined) await refundDesk.carryOut(refund, signal);
          return { kind: 'resolved', case: toCase((await storage.readCase(id)) ?? decision.case, order) };
        }
      }
    },
  };
}
