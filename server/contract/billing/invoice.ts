// An invoice and its lines, as they are told to the operator and to outlets.
import { z } from 'zod';
import { Currency, Microcredits } from '../money.ts';
import { Uuid } from '../uuid.ts';
import { CustomerId } from './subscription.ts';

export const InvoiceId = Uuid.brand<'InvoiceId'>();
export type InvoiceId = z.infer<typeof InvoiceId>;

/** draft: it may still grow. finalized: it can be paid. failed: a try to have it paid has failed, or it was given up. */
export const InvoiceState = z.enum(['draft', 'finalized', 'paid', 'failed']);
export type InvoiceState = z.infer<typeof InvoiceState>;

/** A day of the calendar. */
export const CalendarDate = z.iso.date();

/** usage: what the plan paid for with one model. minimum_commitment: what a cycle came to less than was agreed. */
export const InvoiceLine = z.object({
  id: z.string(),
  kind: z.enum(['usage', 'minimum_commitment']),
  /** null where it is for no model. */
  model: z.string().nullable(),
  description: z.string(),
  /** Requests, or cycles. */
  quantity: z.int().min(0),
  /** Of questions and answers together. */
  tokens: z.int().min(0),
  amount_microcredits: Microcredits,
  amount_cents: z.int().min(0),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

/** Times are epoch milliseconds. */
export const Invoice = z.object({
  id: InvoiceId,
  customer_id: CustomerId,
  /** usage: made here from what was used. provider: made by the provider, as for a subscription. */
  origin: z.enum(['usage', 'provider']),
  status: InvoiceState,
  currency: Currency,
  amount_cents: z.int().min(0),
  /** Both days are part of it, by the clocks of `time_zone`; null where the provider made it. */
  date_from: CalendarDate.nullable(),
  date_to: CalendarDate.nullable(),
  time_zone: z.string().nullable(),
  stripe_invoice_id: z.string().nullable(),
  provider_status: z.string().nullable(),
  /** The provider's page on which it is paid or read. */
  page_url: z.string().nullable(),
  created_at: z.int(),
});
export type Invoice = z.infer<typeof Invoice>;
