// Stripe's webhooks about subscriptions and invoices: which of them to look at.
import { z } from 'zod';
import type { BillingEvent } from '../../billing-rail.ts';
import type { RawDelivery } from '../../rail.ts';
import { openEvent, type EventKeys } from '../event.ts';

const id = z.string().min(1).max(255);

/** What Stripe only foresees, as an invoice to come, has no id to be read by. */
const Told = z.union([
  z.object({
    type: z.templateLiteral(['customer.subscription.', z.string()]),
    object: z.object({ object: z.literal('subscription'), id }),
  }),
  z.object({
    type: z.templateLiteral(['invoice.', z.string()]).refine((type) => type !== 'invoice.upcoming'),
    object: z.object({ object: z.literal('invoice'), id }),
  }),
  z.object({
    type: z.templateLiteral(['checkout.session.', z.string()]),
    object: z.object({ object: z.literal('checkout.session'), mode: z.literal('subscription'), id }),
  }),
]);

const kinds = { subscription: 'subscription', invoice: 'invoice', 'checkout.session': 'checkout' } as const;

/** null: it is about something else, or is none of Stripe's. */
export function billingEventIn(delivery: RawDelivery, keys: EventKeys): BillingEvent | null {
  const opened = openEvent(delivery, keys);
  if (opened.kind === 'rejected') return null;
  const { id: eventId, type: eventType, object } = opened.event;
  const told = Told.safeParse({ type: eventType, object });
  if (!told.success) return null;
  return {
    kind: 'billing',
    eventId,
    eventType,
    object: kinds[told.data.object.object],
    providerId: told.data.object.id,
  };
}
