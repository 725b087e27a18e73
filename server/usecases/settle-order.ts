// Asks the rail where a payment stands and moves the order there. Webhooks, the reconciler and buyers all end up here,
// and however many of them do so at once, the payment is credited once.
import {
  type OrderRecord,
  type PollPlan,
  type WalletSlot,
  applyReading,
  expireUnstarted,
  nextPoll,
  toOrder,
} from '../domain/order.ts';
import { emptyWallet, tokenOwner, walletId } from '../domain/ledger.ts';
import { type Rail, type RailReading, type RailStart, RailUnavailable } from '../rails/rail.ts';
import { invariant } from '../lib/invariant.ts';
import type { OrderSeen } from '../storage/storage.ts';
import type { LedgerGuard } from './ledger-guard.ts';
import type { OrderBell } from './order-bell.ts';
import type { UsecaseConfig } from './usecase-config.ts';
import type { UsecaseDeps } from './usecase-deps.ts';

/** `deliveryId`: the webhook that asked, which is done with in the same commit. */
type SettleAsk = { readonly deliveryId: number | null; readonly signal: AbortSignal };

export type OrderSettler = {
  /** Throws RailUnavailable when the provider is silent; a later try may succeed. */
  settle(order: OrderRecord, ask: SettleAsk): Promise<{ readonly order: OrderRecord; readonly reading: RailReading }>;
  /** Makes the order's payment at the provider, or finds the one made before, and binds it to the order. */
  bind(order: OrderRecord, signal: AbortSignal): Promise<OrderRecord>;
  /** Ends an order that never came to a payment, once its time is over. */
  giveUp(order: OrderRecord): Promise<void>;
};

export function createOrderSettler(
  deps: UsecaseDeps & { readonly guard: LedgerGuard; readonly bell: OrderBell },
): OrderSettler {
  const { storage, rails, clock, config, newId, guard, bell } = deps;
  const plan = pollPlan(config);

  function railOf(order: OrderRecord): Rail {
    const rail = rails.get(order.provider);
    if (rail === undefined) throw new RailUnavailable(`the rail ${order.provider} is not set up`);
    return rail;
  }

  async function bind(order: OrderRecord, signal: AbortSignal): Promise<OrderRecord> {
    const start = await ask(config, signal, (limited) => railOf(order).start(toOrder(order), limited));
    return storage.changeOrder(order.id, ({ order: now }) => {
      invariant(now !== null, `order ${order.id} is gone`);
      if (now.providerTxnId !== null) return { write: null, answer: now };
      const bound = withStart(now, start, nextPoll(now, plan, clock.now()));
      return { write: { order: bound, posting: null, events: [], deliveryId: null, at: clock.now() }, answer: bound };
    });
  }

  return {
    bind,
    async settle(asked, { deliveryId, signal }) {
      const order = asked.providerTxnId === null ? await bind(asked, signal) : asked;
      const { providerTxnId } = order;
      invariant(providerTxnId !== null, `order ${order.id} has no payment`);
      const reading = await ask(config, signal, (limited) => railOf(order).read({ providerTxnId, refunds: [] }, limited));
      if (reading.state === 'paid' && order.state !== 'paid' && !(await guard.isSound())) throw new LedgerUnsound();
      const freshWallet = walletId(newId());
      const settled = await storage.changeOrder(order.id, (seen) => {
        const now = clock.now();
        const slot = slotFor(seen, freshWallet);
        const change = applyReading(slot.order, reading, { slot, now });
        const next = change?.order ?? slot.order;
        const polled = { ...next, nextPollAt: nextPoll(next, plan, now) };
        const write = {
          order: polled,
          posting: change?.posting ?? null,
          events: change?.events ?? [],
          deliveryId,
          at: now,
        };
        return { write, answer: { order: polled, isChanged: change !== null } };
      });
      if (settled.isChanged) bell.ring(order.id);
      return { order: settled.order, reading };
    },
    async giveUp(order) {
      const isChanged = await storage.changeOrder(order.id, (seen) => {
        const now = clock.now();
        const change = seen.order === null ? null : expireUnstarted(seen.order, now);
        return { write: change === null ? null : { ...change, deliveryId: null, at: now }, answer: change !== null };
      });
      if (isChanged) bell.ring(order.id);
    },
  };
}

/** Money came in, but the ledger's sums do not match: it is credited once an audit finds them right again. */
class LedgerUnsound extends Error {
  override readonly name = 'LedgerUnsound';
}

export function pollPlan(config: UsecaseConfig): PollPlan {
  return {
    lateMs: config.orderLateMs,
    firstMs: 5_000,
    openMaxMs: 60_000,
    lateEveryMs: 3_600_000,
    paidEveryMs: 86_400_000,
  };
}

/** One question to a rail with its own timeout; whatever it means by throwing, it did not answer. */
async function ask<A>(
  config: UsecaseConfig,
  signal: AbortSignal,
  question: (signal: AbortSignal) => Promise<A>,
): Promise<A> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(config.railTimeoutMs)]);
  try {
    return await question(limited);
  } catch (error) {
    if (error instanceof RailUnavailable || !limited.aborted) throw error;
    throw new RailUnavailable('the provider did not answer in time', { cause: error });
  }
}

function slotFor(
  { order, wallet }: OrderSeen,
  freshWallet: WalletSlot['wallet']['id'],
): WalletSlot & { readonly order: OrderRecord } {
  invariant(order !== null, 'an order that was read is gone');
  if (wallet !== null) return { order, wallet, isNew: false };
  return { order, wallet: emptyWallet({ id: freshWallet, owner: tokenOwner(order.tokenHash) }), isNew: true };
}

function withStart(order: OrderRecord, start: RailStart, nextPollAt: number | null): OrderRecord {
  return { ...order, providerTxnId: start.providerTxnId, checkout: JSON.stringify(start.checkout), nextPollAt };
}
