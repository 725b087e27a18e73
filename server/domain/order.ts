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
import { lesser, share, subtract } from './money.ts';

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
  /** What this order has put into suspense: paid beside its price, or too little of it. */
  readonly suspended: Microcredits;
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
  const aside = setAside({ ...order, state }, reading, at.now);
  if (isSame && order.providerStatus === reading.providerStatus && aside === null) return null;
  const next = {
    ...order,
    state,
    suspended: aside?.suspended ?? order.suspended,
    providerStatus: reading.providerStatus,
    paidAt: state === 'paid' ? (order.paidAt ?? at.now) : order.paidAt,
  };
  const events: readonly OrderEvent[] = isSame
    ? []
    : [{ kind: 'order.changed', orderId: order.id, state, credits: order.credits }];
  const transfers = aside === null ? [] : [aside.transfer];
  if (!isSame && state === 'paid') transfers.unshift(credit(next, reading, at));
  if (!isSame && state === 'refunded' && order.state === 'paid') transfers.unshift(...takeBack(next, at));
  const { wallet, isNew } = at.slot;
  const posting = transfers.length === 0 ? null : post({ wallet, isNewWallet: isNew, transfers });
  return { order: next, posting, events };
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
  return state !== 'open' && state !== 'seen' && state !== 'declined';
}

export type PollPlan = {
  readonly lateMs: number;
  readonly firstMs: number;
  readonly openMaxMs: number;
  readonly lateEveryMs: number;
  /** For what a provider takes back of what was paid. */
  readonly paidEveryMs: number;
};

/** When to ask the rail again: soon at first, then ever more seldom; past the end of an unpaid order for money that is late. */
export function nextPoll(order: OrderRecord, plan: PollPlan, now: number): number | null {
  if (order.state === 'refunded' || now >= order.expiresAt + plan.lateMs) return null;
  if (order.state === 'paid') return now + plan.paidEveryMs;
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
    refunded_cents: 0,
  };
}

function nextState(order: OrderRecord, reading: PaymentReading, now: number): OrderState {
  const told = toldState(order, reading, now);
  switch (order.state) {
    case 'disputed':
    case 'refunded':
      return order.state;
    case 'paid':
      // A payment that turns out invalid after all is given back like a refunded one.
      return told === 'refunded' || told === 'failed' ? 'refunded' : 'paid';
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
): Transfer {
  return {
    ref: transferRef('payment', paymentOf(order, reading)),
    from: worldAccount(order.provider),
    to: walletAccount(at.slot.wallet.id),
    amount: order.credits,
    reason: `order ${order.id}`,
    at: at.now,
  };
}

/**
 * What came in and buys nothing: more than the price of a paid order, or too little when the order is over (I15). It is put
 * into suspense at the order's own rate, only ever more of it, until the order is paid after all and it counts towards that.
 * `order` stands where it goes to.
 */
function setAside(
  order: OrderRecord,
  reading: PaymentReading,
  now: number,
): { readonly transfer: Transfer; readonly suspended: Microcredits } | null {
  const isPaid = order.state === 'paid' && reading.state === 'paid';
  const isTooLittle = order.state === 'expired' && reading.state === 'expired';
  if (!isPaid && !isTooLittle) return null;
  const cents = isPaid ? Math.max(0, (reading.paidCents ?? 0) - order.amountCents) : (reading.paidCents ?? 0);
  const wanted = share(order.credits, { part: cents, whole: order.amountCents });
  if (wanted === order.suspended || (wanted < order.suspended && !(isPaid && order.paidAt === null))) return null;
  const isMore = wanted > order.suspended;
  const world = worldAccount(order.provider);
  return {
    transfer: {
      ref: transferRef('surplus', `${paymentOf(order, reading)}:${isPaid ? 'over' : 'under'}:${cents}`),
      from: isMore ? world : suspenseAccount,
      to: isMore ? suspenseAccount : world,
      amount: isMore ? subtract(wanted, order.suspended) : subtract(order.suspended, wanted),
      reason: isPaid ? `more than order ${order.id} asked for` : `less than order ${order.id} asked for`,
      at: now,
    },
    suspended: wanted,
  };
}

function paymentOf(order: OrderRecord, reading: PaymentReading): string {
  return `${order.provider}:${reading.providerTxnId}`;
}

/** What is free of the order's credits goes back; what was spent or is held stays, and the operator sees the difference. */
function takeBack(order: OrderRecord, at: { readonly slot: WalletSlot; readonly now: number }): readonly Transfer[] {
  const { wallet } = at.slot;
  const amount = lesser(order.credits, available(wallet));
  if (amount === 0) return [];
  return [
    {
      ref: transferRef('refund', `${order.provider}:${order.providerTxnId ?? order.id}`),
      from: walletAccount(wallet.id),
      to: refundsAccount,
      amount,
      reason: `order ${order.id} was refunded`,
      at: at.now,
    },
  ];
}
