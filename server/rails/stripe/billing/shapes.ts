// What Stripe answers about customers, prices, subscriptions and invoices, as far as we rely on it, in the pinned version of its API.
import { z } from 'zod';

const Id = z.string().min(1).max(255);
/** Epoch seconds. */
const Instant = z.int().min(0);
const Metadata = z.record(z.string(), z.string()).nullish();
/** An id, or the object itself where it was asked for. */
const Named = z.union([Id, z.object({ id: Id }).transform(({ id }) => id)]);

export const Customer = z.union([
  z.object({ id: Id, deleted: z.literal(true) }),
  z.object({
    id: Id,
    deleted: z.undefined().optional(),
    email: z.string().nullish(),
    name: z.string().nullish(),
    metadata: Metadata,
  }),
]);
export type Customer = z.infer<typeof Customer>;

export const Price = z.object({
  id: Id,
  active: z.boolean(),
  billing_scheme: z.string(),
  currency: z.string(),
  recurring: z.object({ interval: z.string(), interval_count: z.int().min(1), usage_type: z.string() }).nullish(),
  /** null where the amount is no whole number, goes in tiers, or is the buyer's choice. */
  unit_amount: z.int().nullish(),
});
export type Price = z.infer<typeof Price>;

export const Subscription = z.object({
  id: Id,
  customer: Named,
  created: Instant,
  status: z.string(),
  pause_collection: z.unknown().optional(),
  cancel_at: Instant.nullish(),
  cancel_at_period_end: z.boolean(),
  /** Periods belong to the items. */
  items: z.object({
    data: z.array(
      z.object({
        current_period_start: Instant,
        current_period_end: Instant,
        price: z.object({ id: Id }),
        quantity: z.int().nullish(),
      }),
    ),
  }),
  latest_invoice: Named.nullish(),
  metadata: Metadata,
});
export type Subscription = z.infer<typeof Subscription>;

/** The intent stands in it only where one invoice was asked for, and not in a list: Stripe expands four levels deep and no more. */
const InvoicePayment = z.object({
  is_default: z.boolean(),
  status: z.string(),
  payment: z.object({
    payment_intent: z
      .union([Id, z.object({ id: Id, status: z.string(), last_payment_error: z.unknown().optional() })])
      .nullish(),
  }),
});
export type InvoicePayment = z.infer<typeof InvoicePayment>;

export const Invoice = z.object({
  id: Id,
  customer: Named,
  created: Instant,
  currency: z.string(),
  status: z.string(),
  total: z.int(),
  attempted: z.boolean(),
  hosted_invoice_url: z.url().nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: Named }).nullish() }).nullish(),
  payments: z.object({ data: z.array(InvoicePayment) }).nullish(),
  metadata: Metadata,
});
export type Invoice = z.infer<typeof Invoice>;

/** A draft may be deleted. */
export const InvoiceOrDeleted = z.union([z.object({ id: Id, deleted: z.literal(true) }), Invoice]);

export const InvoiceItem = z.object({ id: Id, amount: z.int(), currency: z.string(), metadata: Metadata });
export type InvoiceItem = z.infer<typeof InvoiceItem>;

/** Stripe's hosted page on which a subscription is begun. */
export const SubscriptionPage = z.object({
  id: Id,
  status: z.enum(['open', 'complete', 'expired']),
  mode: z.string(),
  subscription: Named.nullish(),
  metadata: Metadata,
  /** null once it is over. */
  url: z.url().nullish(),
});
export type SubscriptionPage = z.infer<typeof SubscriptionPage>;

export const PortalSession = z.object({ id: Id, url: z.url() });

export const page = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item), has_more: z.boolean() });
