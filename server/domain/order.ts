// An order's life, decided from what the rail says of its payment. Credits come from the order, never from a message.
import type { Microcredits } from '../contract/money.ts';
import type { Order, OrderId, OrderState, Provider, TokenHash } from '../contract/orders.ts';
import { invariant } from '../lib/invariant.ts';
import {
  type Posting,
  type Transfer,
  type Wallet,
  available,
  post,
  refundsAccount,
  suspenseAccount,
  transferRef,
  walletAccount,
  worldAccount,
} from './ledger.ts';
import { lesser, share } from './money.ts';

/** Times are epoch milliseconds; null where it has not happened. */
export type OrderRecord = {
  readonly id: OrderId;
  readonly state: OrderState;
  readonly provider: Provider;
  readonly packId: string | null;
  readonly amountCents: number;
  readonly currency: string;
  readonly credits: Microcredits;
  /** Whom to credit, committed before anything is paid (I13). */
  readonly tokenHash: TokenHash;
  readonly providerTxnId: string | null;
  readonly providerStatus: string | null;
  /** What the rail answered at the start, as it is shown again to whoever repeats the checkout. */
  readonly checkout: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly paidAt: number | null;
  readonly claimedAt: number | null;
  /** When the rail is asked next; null: never again. */
  readonly nextPollAt: number | null;
  readonly polls: number;
};

/** What a rail says when asked. */
export type PaymentReading = {
  readonly providerTxnId: string;
  readonly state: OrderState;
  readonly providerStatus: string;
  readonly paidCents: number | null;
};

/** Told to the outside through the outbox, in the commit that made it true (I22). */
export type OrderEvent = {
  readonly kind: 'order.changed';
  readonly orderId: OrderId;
  readonly state: OrderState;
  readonly credits: Microcredits;
};

export type OrderChange = {
  readonly order: OrderRecord;
  readonly posting: Posting | null;
  readonly events: readonly OrderEvent[];
};

export type WalletSlot = { readonly wallet: Wallet; readonly isNew: boolean };

/**
 * Moves an order to where its payment stands. null: the reading says nothing new.
 * `slot` is the wallet of the committed token, or the empty one to make. Paid is entered once, and left only for refunded (I8).
 */
export function applyReading(
  order: OrderRecord,
  reading: PaymentReading,
  at: { readonly slot: WalletSlot; readonly now: number },
): OrderChange | null {
  invariant(order.providerTxnId === reading.providerTxnId, `order ${order.id} was read through another payment`);
  const state = nextState(order, reading, at.now);
  const isSame = state === order.state;
  if (isSame && order.providerStatus === reading.providerStatus) return null;
  const next = {
    ...order,
    state,
    providerStatus: reading.providerStatus,
    paidAt: state === 'paid' ? (order.paidAt ?? at.now) : order.paidAt,
  };
  const events: readonly OrderEvent[] = isSame
    ? []
    : [{ kind: 'order.changed', orderId: order.id, state, credits: order.credits }];
  if (isSame) return { order: next, posting: null, events };
  if (state === 'paid') return { order: next, posting: credit(next, reading, at), events };
  if (state === 'refunded' && order.state === 'paid') return { order: next, posting: takeBack(next, at), events };
  return { order: next, posting: null, events };
}

/** Nobody ever got as far as a payment: the order ends by its own time. */
export function expireUnstarted(order: OrderRecord, now: number): OrderChange | null {
  if (order.providerTxnId !== null || order.state !== 'open' || now < order.expiresAt) return null;
  const next: OrderRecord = { ...order, state: 'expired', nextPollAt: null };
  return {
    order: next,
    posting: null,
    events: [{ kind: 'order.changed', orderId: order.id, state: 'expired', credits: order.credits }],
  };
}

/** Whether a watcher may leave: what comes after these is no part of a purchase. */
export function isSettled(state: OrderState): boolean {
  return state === 'paid' || state === 'expired' || state === 'failed' || state === 'refunded';
}

export type PollPlan = {
  readonly lateMs: number;
  readonly firstMs: number;
  readonly openMaxMs: number;
  readonly lateEveryMs: number;
};

/** When to ask the rail again: soon at first, then ever more seldom; past the end of an unpaid order for money that is late. */
export function nextPoll(order: OrderRecord, plan: PollPlan, now: number): number | null {
  if (order.state === 'paid' || order.state === 'refunded' || now >= order.expiresAt + plan.lateMs) return null;
  if (order.state === 'expired' || order.state === 'failed')
    return order.providerTxnId === null ? null : now + plan.lateEveryMs;
  return now + Math.min(plan.firstMs * 2 ** Math.min(order.polls, 20), plan.openMaxMs);
}

export function toOrder(order: OrderRecord): Order {
  return {
    id: order.id,
    state: order.state,
    provider: order.provider,
    pack_id: order.packId,
    amount_cents: order.amountCents,
    currency: order.currency,
    credits_microcredits: order.credits,
    is_claimed: order.claimedAt !== null,
    created_at: order.createdAt,
    expires_at: order.expiresAt,
    paid_at: order.paidAt,
  };
}

function nextState(order: OrderRecord, reading: PaymentReading, now: number): OrderState {
  const told = toldState(order, reading, now);
  switch (order.state) {
    case 'refunded':
      return 'refunded';
    case 'paid':
      return told === 'refunded' ? 'refunded' : 'paid';
    case 'expired':
    case 'failed':
      // Over, unless money came in all the same.
      return told === 'paid' || told === 'seen' || told === 'refunded' ? told : order.state;
    case 'open':
    case 'seen':
    case 'declined':
      return told;
  }
}

/** Too little is not paid; and a rail whose payments never end is held to the order's own time. */
function toldState(order: OrderRecord, reading: PaymentReading, now: number): OrderState {
  if (reading.state === 'paid')
    return reading.paidCents !== null && reading.paidCents < order.amountCents ? 'seen' : 'paid';
  const isIdle = reading.state === 'open' || reading.state === 'declined';
  return isIdle && now >= order.expiresAt ? 'expired' : reading.state;
}

function credit(
  order: OrderRecord,
  reading: PaymentReading,
  at: { readonly slot: WalletSlot; readonly now: number },
): Posting {
  const payment = `${order.provider}:${reading.providerTxnId}`;
  const from = worldAccount(order.provider);
  const { wallet, isNew } = at.slot;
  const bought: Transfer = {
    ref: transferRef('payment', payment),
    from,
    to: walletAccount(wallet.id),
    amount: order.credits,
    reason: `order ${order.id}`,
    at: at.now,
  };
  const surplusCents = Math.max(0, (reading.paidCents ?? order.amountCents) - order.amountCents);
  const surplus: Transfer = {
    ref: transferRef('surplus', payment),
    from,
    to: suspenseAccount,
    amount: share(order.credits, { part: surplusCents, whole: order.amountCents }),
    reason: `more than order ${order.id} asked for`,
    at: at.now,
  };
  return post({ wallet, isNewWallet: isNew, transfers: surplus.amount > 0 ? [bought, surplus] : [bought] });
}

/** What is free of the order's credits goes back; what was spent or is held stays, and the operator sees the difference. */
function takeBack(order: OrderRecord, at: { readonly slot: WalletSlot; readonly now: number }): Posting | null {
  const { wallet } = at.slot;
  const amount = lesser(order.credits, available(wallet));
  if (amount === 0) return null;
  const back: Transfer = {
    ref: transferRef('refund', `${order.provider}:${order.providerTxnId ?? order.id}`),
    from: walletAccount(wallet.id),
    to: refundsAccount,
    amount,
    reason: `order ${order.id} was refunded`,
    at: at.now,
  };
  return post({ wallet, transfers: [back] });
}
