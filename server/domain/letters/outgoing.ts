// What is told to the outside, in the words of the contract, and which receiver wants to hear of it.
import type { OutletName } from '../../contract/letters/dead-letters.ts';
import type { OutboxEvent, UsageCaptured } from '../../contract/letters/events.ts';
import type { AccountId } from '../../contract/wallets/wallets.ts';
import { brand } from '../../lib/brand.ts';
import type { HoldRecord } from '../holds/hold.ts';
import { type OrderEvent, type OrderRecord, toOrder } from '../orders/order.ts';
import { subjectCounted } from '../plans/plan.ts';

type Telling<Event> = Event extends OutboxEvent ? Pick<Event, 'type' | 'data'> : never;

/** `id` null: a new one is made. The events of one subject are told in order. */
export type Outgoing = Telling<OutboxEvent> & { readonly id: string | null; readonly subject: string };

export function orderNews(event: OrderEvent, order: OrderRecord): Outgoing {
  const subject = `order:${order.id}`;
  switch (event.kind) {
    case 'order.changed':
      return { type: event.kind, id: null, subject, data: { order: { ...toOrder(order), state: event.state } } };
    case 'refund.changed': {
      const { refundId: id, orderId, amountCents, currency, state } = event;
      const refund = { id, order_id: orderId, amount_cents: amountCents, currency, state };
      return { type: event.kind, id: null, subject, data: { refund, order: toOrder(order) } };
    }
  }
}

/** Its id is the hold's, so that a capture is told of once even by a file that was put back from a backup. */
export function usageNews(hold: HoldRecord): Outgoing {
  return { type: 'usage.captured', id: `usage_${hold.id}`, subject: `hold:${hold.id}`, data: usageOf(hold) };
}

/** Lago bills subscriptions, so that use which nobody can be billed for is no business of its. */
export function isWantedBy(outlet: OutletName, { type, data }: Outgoing): boolean {
  switch (outlet) {
    case 'http':
      return true;
    case 'lago':
      return type === 'usage.captured' && (data.account_id ?? data.subject) !== null;
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
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    duration_ms: usage.durationMs,
    response_bytes: usage.responseBytes ?? 0,
    images: usage.images ?? 0,
    amount_microcredits: hold.captured,
    at: hold.endedAt ?? hold.createdAt,
  };
}
