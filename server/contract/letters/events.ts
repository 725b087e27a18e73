// What the server tells a receiver of the operator's own. Events are stored in this form, so that a repeat is the same to the byte.
import { z } from 'zod';
import { Invoice } from '../billing/invoice.ts';
import { EntityType, Subscription } from '../billing/subscription.ts';
import { HoldId } from '../holds/holds.ts';
import { Microcredits } from '../money.ts';
import { Order } from '../orders/orders.ts';
import { PlanId } from '../plans/plans.ts';
import { Refund } from '../refunds/refunds.ts';
import { AccountId } from '../wallets/wallets.ts';

/** A hold that was captured: what was used, and what it cost. Members with a default are missing in letters from before they were told. */
export const UsageCaptured = z.object({
  hold_id: HoldId,
  /** The wallet that paid; null where a plan or the free allowance did. */
  account_id: AccountId.nullable(),
  /** Whose plan counted it, such as `user:ada` or `org:acme`; otherwise null. */
  subject: z.string().nullable(),
  plan_id: PlanId.nullable(),
  model: z.string(),
  venue: z.enum(['local', 'hosted']),
  /** How the work ended, in the word of whoever captured. */
  outcome: z.string().nullable(),
  /** Who made the answer, by the operator's name for it; null where nobody said so. */
  upstream: z.string().nullable().default(null),
  /** The price rule that decided; null where the work brought its own price. */
  price_rule: z.string().nullable().default(null),
  prompt_tokens: z.int().min(0),
  /** Of the prompt's. */
  cached_tokens: z.int().min(0).default(0),
  completion_tokens: z.int().min(0),
  /** Of the completion's. */
  reasoning_tokens: z.int().min(0).default(0),
  duration_ms: z.int().min(0),
  response_bytes: z.int().min(0),
  images: z.int().min(0),
  amount_microcredits: Microcredits,
  /** Who used it, whoever paid: the person, the team that they spoke for, their API key. Null where nobody is known by a name. */
  user_id: z.string().nullable().default(null),
  team_id: z.string().nullable().default(null),
  api_key_id: z.string().nullable().default(null),
  /** What it came to by its price, whoever paid: what was charged, and what a plan or the free allowance gave. */
  worth_microcredits: Microcredits.nullable().default(null),
  /** Epoch milliseconds. */
  at: z.int(),
});
export type UsageCaptured = z.infer<typeof UsageCaptured>;

/** An answer cost more than was left of a day in money, under a plan that blocks. It was charged all the same. */
export const PlanOverdraft = z.object({
  hold_id: HoldId,
  /** The wallet that paid; null where the plan did. */
  account_id: AccountId.nullable(),
  /** Whose day it was, such as `user:ada`, `org:acme` or `wallet:01J…`. */
  subject: z.string(),
  plan_id: PlanId,
  limit_microcredits: Microcredits,
  over_microcredits: Microcredits,
  /** Epoch milliseconds. */
  at: z.int(),
});

/** A booking took a wallet's balance from at or above the operator's threshold to below it. */
export const WalletLow = z.object({
  account_id: AccountId,
  /** Whose it is; both null: whoever has its token. */
  user_id: z.string().nullable(),
  team_id: z.string().nullable(),
  /** After the booking. */
  balance_microcredits: Microcredits,
  threshold_microcredits: Microcredits,
  /** Epoch milliseconds. */
  at: z.int(),
});

/** Whose order it is. All are null in letters from before they were told. */
const buyer = {
  /** The wallet that the order credits; null where there is none yet. */
  account_id: AccountId.nullable().default(null),
  /** Whose that wallet is; both null: whoever has its token. */
  user_id: z.string().nullable().default(null),
  team_id: z.string().nullable().default(null),
};

export const OrderChanged = z.object({
  order: Order,
  ...buyer,
  /** What of the price was paid and credited; 0: nothing yet. */
  paid_cents: z.int().min(0).default(0),
});

export const RefundChanged = z.object({
  /** Without the address where the buyer collects the money: whoever has it can take the money. */
  refund: Refund.pick({ id: true, order_id: true, amount_cents: true, currency: true, state: true }),
  order: Order,
  ...buyer,
});

const envelope = {
  /** The same at every try: whoever has seen it may ignore it. */
  id: z.string(),
  /** Epoch milliseconds. */
  created_at: z.int(),
  /** Of two events the later one has the larger number; an event that was replayed keeps its own. */
  sequence: z.int().min(1),
};

export const OutboxEvent = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('order.changed'), data: OrderChanged }),
  z.object({
    ...envelope,
    type: z.literal('refund.changed'),
    data: RefundChanged,
  }),
  z.object({
    ...envelope,
    type: z.literal('subscription.changed'),
    /** With whom it belongs to. */
    data: z.object({
      subscription: Subscription.extend({ entity_type: EntityType, entity_id: z.string() }),
    }),
  }),
  z.object({
    ...envelope,
    type: z.literal('invoice.changed'),
    data: z.object({ invoice: Invoice.extend({ entity_type: EntityType, entity_id: z.string() }) }),
  }),
  z.object({ ...envelope, type: z.literal('usage.captured'), data: UsageCaptured }),
  z.object({ ...envelope, type: z.literal('plan.overdraft'), data: PlanOverdraft }),
  z.object({ ...envelope, type: z.literal('wallet.low'), data: WalletLow }),
]);
export type OutboxEvent = z.infer<typeof OutboxEvent>;
