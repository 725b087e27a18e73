// What Stripe answers, as far as we rely on it. The SDK does not check what it hands on; this does.
import { z } from 'zod';

const Id = z.string().min(1).max(255);
const Cents = z.int().min(0);
const Metadata = z.record(z.string(), z.string()).nullish();

export const Refund = z.object({
  id: Id,
  amount: Cents,
  /** pending, requires_action, succeeded, failed, canceled; null for refunds of long ago, which went through. */
  status: z.string().nullish(),
  metadata: Metadata,
});
export type Refund = z.infer<typeof Refund>;

export const Refunds = z.object({ data: z.array(Refund), has_more: z.boolean() });

export const Disputes = z.object({ data: z.array(z.object({ id: Id, status: z.string() })) });
export type Disputes = z.infer<typeof Disputes>;

const Charge = z.object({
  id: Id,
  refunded: z.boolean(),
  disputed: z.boolean(),
  /** Only where it was asked for; the first ten. */
  refunds: Refunds.nullish(),
});
export type Charge = z.infer<typeof Charge>;

export const Intent = z.object({
  id: Id,
  status: z.string(),
  amount: Cents,
  amount_received: Cents,
  currency: z.string(),
  client_secret: z.string().nullish(),
  last_payment_error: z.unknown().optional(),
  latest_charge: z.union([Id, Charge]).nullish(),
  metadata: Metadata,
});
export type Intent = z.infer<typeof Intent>;

/** Stripe's hosted page. There is no payment before the buyer has tried to pay. */
export const Session = z.object({
  id: Id,
  status: z.enum(['open', 'complete', 'expired']),
  payment_status: z.string(),
  payment_intent: z.union([Id, Intent]).nullish(),
  amount_total: Cents.nullish(),
  currency: z.string().nullish(),
  metadata: Metadata,
  /** null once it is over. */
  url: z.url().nullish(),
});
export type Session = z.infer<typeof Session>;

/** For questions whose answer is only that there is one. */
export const Anything = z.looseObject({});
