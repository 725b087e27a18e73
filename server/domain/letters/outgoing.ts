// The events that are sent to receivers, in the form of the contract, and which receiver gets which.
import type { OutletName } from '../../contract/letters/dead-letters.ts';
import type { OutboxEvent, UsageCaptured } from '../../contract/letters/events.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { AccountId } from '../../contract/wallets/wallets.ts';
import { brand } from '../../lib/brand.ts';
import type { BillingEntity } from '../billing/customer.ts';
import { type InvoiceRecord, toInvoice } from '../billing/invoice.ts';
import { type SubscriptionRecord, toSubscription } from '../billing/subscription.ts';
import type { HoldRecord } from '../holds/hold.ts';
import { type OrderEvent, type OrderRecord, toOrder } from '../orders/order.ts';
import type { Overdraft } from '../plans/day-spending.ts';
import { subjectCounted } from '../plans/plan.ts';
import { type Posting, type WalletId, type WalletOwner, ownerParts } from '../wallets/ledger.ts';

type Telling<Event> = Event extends OutboxEvent ? Pick<Event, 'type' | 'data'> : never;

/** The events of one subject are sent in order. */
export type Outgoing = Telling<OutboxEvent> & { readonly id: string; readonly subject: string };

/** One event for one receiver, as it is stored until it has been told. `data` is JSON, `at` when it may be told. */
export type OutgoingLetter = Pick<Outgoing, 'type' | 'subject'> & {
  readonly outlet: OutletName;
  readonly eventId: string;
  readonly data: string;
  readonly at: number;
};

/** An event as it is told to each receiver that wants it. */
export function lettersFor(receivers: readonly OutletName[], news: Outgoing, at: number): readonly OutgoingLetter[] {
  const { id: eventId, type, subject } = news;
  const data = JSON.stringify(news.data);
  return receivers
    .filter((outlet) => isWantedBy(outlet, news))
    .map((outlet) => ({ outlet, eventId, type, subject, data, at }));
}

/** `wallet`: the one that the order credits; null: there is none yet. */
export function orderNews(
  event: OrderEvent,
  { order, wallet }: { readonly order: OrderRecord; readonly wallet: WalletId | null },
  id: string,
): Outgoing {
  const subject = `order:${order.id}`;
  const account_id = wallet && brand<AccountId>(wallet);
  const buyer = { account_id, ...namesOf(order) };
  switch (event.kind) {
    case 'order.changed':
      return {
        type: event.kind,
        id,
        subject,
        data: { order: { ...toOrder(order), state: event.state }, ...buyer, paid_cents: order.books.creditedCents },
      };
    case 'refund.changed': {
      const { refundId, orderId, amountCents, currency, state } = event;
      const refund = { id: refundId, order_id: orderId, amount_cents: amountCents, currency, state };
      return { type: event.kind, id, subject, data: { refund, order: toOrder(order), ...buyer } };
    }
  }
}

/** Whose wallet it is, by name; both null: whoever has its token. */
function namesOf({ owner }: { readonly owner: WalletOwner }) {
  const { kind, id } = ownerParts(owner);
  return { user_id: kind === 'user' ? id : null, team_id: kind === 'team' ? id : null };
}

export function subscriptionNews(
  subscription: SubscriptionRecord,
  { type, id: of }: BillingEntity,
  id: string,
): Outgoing {
  const told = { ...toSubscription(subscription), entity_type: type, entity_id: of };
  return {
    type: 'subscription.changed',
    id,
    subject: `subscription:${subscription.id}`,
    data: { subscription: told },
  };
}

export function invoiceNews(invoice: InvoiceRecord, { type, id: of }: BillingEntity, id: string): Outgoing {
  const told = { ...toInvoice(invoice), entity_type: type, entity_id: of };
  return { type: 'invoice.changed', id, subject: `invoice:${invoice.id}`, data: { invoice: told } };
}

/**
 * Only a captured hold has used anything. The event's id is the hold's, so that a capture is told of once even by a file that
 * was put back from a backup.
 */
export function usageNews(hold: HoldRecord): Outgoing | null {
  if (hold.state !== 'captured') return null;
  return { type: 'usage.captured', id: `usage_${hold.id}`, subject: `hold:${hold.id}`, data: usageOf(hold) };
}

/** Sent once, as its hold ends once. */
export function overdraftNews({ payer, ...hold }: HoldRecord, { subject, planId, limit, over }: Overdraft): Outgoing {
  const at = hold.endedAt ?? hold.createdAt;
  const account_id = payer.kind === 'wallet' ? brand<AccountId>(payer.walletId) : null;
  const data = {
    hold_id: hold.id,
    account_id,
    subject,
    plan_id: planId,
    limit_microcredits: limit,
    over_microcredits: over,
    at,
  };
  return { type: 'plan.overdraft', id: `overdraft_${hold.id}`, subject: `hold:${hold.id}`, data };
}

/** null: the booking did not take the balance from at or above the threshold to below it. */
export function walletLowNews(
  { before, after, transfers }: Posting,
  threshold: Microcredits,
  id: string,
): Outgoing | null {
  const [{ at } = { at: null }] = transfers.slice(-1);
  if (at === null || before.balance < threshold || after.balance >= threshold) return null;
  const data = {
    account_id: brand<AccountId>(after.id),
    ...namesOf(after),
    balance_microcredits: after.balance,
    threshold_microcredits: threshold,
    at,
  };
  return { type: 'wallet.low', id, subject: `wallet:${after.id}`, data };
}

/** Lago bills accounts and subscriptions, so it is sent nothing that belongs to neither. */
function isWantedBy(outlet: OutletName, news: Outgoing): boolean {
  switch (outlet) {
    case 'http':
      return true;
    case 'lago':
      return isForLago(news);
  }
}

function isForLago({ type, data }: Outgoing): boolean {
  switch (type) {
    case 'usage.captured':
      return (data.account_id ?? data.subject) !== null;
    case 'order.changed':
      return data.order.state === 'paid' && data.account_id !== null;
    case 'refund.changed':
      return data.refund.state === 'succeeded' && data.account_id !== null;
    default:
      return false;
  }
}

function usageOf({ payer, usage, ...hold }: HoldRecord): UsageCaptured {
  return {
    hold_id: hold.id,
    account_id: payer.kind === 'wallet' ? brand<AccountId>(payer.walletId) : null,
    subject: payer.kind === 'plan' ? subjectCounted(payer.counted) : null,
    plan_id: payer.kind === 'plan' ? payer.planId : null,
    model: hold.model,
    venue: hold.venue,
    outcome: hold.outcome,
    upstream: hold.upstream,
    price_rule: hold.priceRule,
    prompt_tokens: usage.promptTokens,
    cached_tokens: usage.cachedTokens ?? 0,
    completion_tokens: usage.completionTokens,
    reasoning_tokens: usage.reasoningTokens ?? 0,
    duration_ms: usage.durationMs,
    response_bytes: usage.responseBytes ?? 0,
    images: usage.images ?? 0,
    amount_microcredits: hold.captured,
    user_id: hold.usedBy?.user ?? null,
    team_id: hold.usedBy?.team ?? null,
    api_key_id: hold.usedBy?.key ?? null,
    worth_microcredits: hold.worth,
    at: hold.endedAt ?? hold.createdAt,
  };
}
