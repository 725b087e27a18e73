// The rows of invoices, as records and back.
import type { InvoiceId, InvoiceState } from '../../contract/billing/invoice.ts';
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { InvoiceRecord } from '../../domain/billing/invoice.ts';
import type { Cell } from './cell.ts';

export type InvoiceRow = {
  readonly id: InvoiceId;
  readonly customer_id: CustomerId;
  readonly status: InvoiceState;
  readonly currency: string;
  readonly amount_cents: number;
  readonly date_from: string | null;
  readonly date_to: string | null;
  readonly time_zone: string | null;
  readonly provider: Provider | null;
  readonly provider_invoice_id: string | null;
  readonly provider_status: string | null;
  readonly page_url: string | null;
  readonly created_at: number;
  readonly pushed_at: number | null;
  readonly revision: number;
  readonly next_poll_at: number | null;
  readonly polls: number;
};

export const invoiceColumns = `id, customer_id, origin, currency, date_from, date_to, time_zone, created_at, status, amount_cents,
  provider, provider_invoice_id, provider_status, page_url, pushed_at, revision, next_poll_at, polls`;

export const invoiceChanges = `ON CONFLICT (id) DO UPDATE SET status = excluded.status, currency = excluded.currency,
  time_zone = excluded.time_zone, amount_cents = excluded.amount_cents,
  provider = excluded.provider, provider_invoice_id = excluded.provider_invoice_id,
  provider_status = excluded.provider_status, page_url = excluded.page_url, pushed_at = excluded.pushed_at,
  revision = excluded.revision, next_poll_at = excluded.next_poll_at, polls = excluded.polls`;

export function invoiceValues(one: InvoiceRecord): readonly Cell[] {
  return [
    one.id,
    one.customerId,
    one.period === null ? 'provider' : 'usage',
    one.currency,
    one.period?.from ?? null,
    one.period?.to ?? null,
    one.period?.zone ?? null,
    one.createdAt,
    one.status,
    one.amountCents,
    one.provider,
    one.providerInvoiceId,
    one.providerStatus,
    one.pageUrl,
    one.pushedAt,
    one.revision,
    one.nextPollAt,
    one.polls,
  ];
}

export function toInvoice(row: InvoiceRow | undefined): InvoiceRecord | null {
  if (row === undefined) return null;
  const { date_from: from, date_to: to, time_zone: zone } = row;
  return {
    id: row.id,
    customerId: row.customer_id,
    status: row.status,
    currency: row.currency,
    amountCents: row.amount_cents,
    period: from === null || to === null || zone === null ? null : { from, to, zone },
    provider: row.provider,
    providerInvoiceId: row.provider_invoice_id,
    providerStatus: row.provider_status,
    pageUrl: row.page_url,
    createdAt: row.created_at,
    pushedAt: row.pushed_at,
    revision: row.revision,
    nextPollAt: row.next_poll_at,
    polls: row.polls,
  };
}
