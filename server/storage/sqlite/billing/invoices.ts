// The statements of invoices and their lines.
import { InvoiceLine, type InvoiceId, type InvoiceState } from '../../../contract/billing/invoice.ts';
import type { CustomerId } from '../../../contract/billing/subscription.ts';
import type { Provider } from '../../../contract/orders/orders.ts';
import type { AtProvider } from '../../../domain/billing/customer.ts';
import type { InvoiceRecord } from '../../../domain/billing/invoice.ts';
import type { Listed, Page } from '../../billing/billing-store.ts';
import type { UsageAsk } from '../../billing/invoice-store.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';

type InvoiceRow = {
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

export function prepareInvoices(db: Connection) {
  const byId = db.prepare<[string], InvoiceRow>('SELECT * FROM invoices WHERE id = ?');
  const byPeriod = db.prepare<[string, string, string], InvoiceRow>(
    "SELECT * FROM invoices WHERE origin = 'usage' AND customer_id = ? AND date_from = ? AND date_to = ?",
  );
  const byProvider = db.prepare<[string, string], InvoiceRow>(
    'SELECT * FROM invoices WHERE provider = ? AND provider_invoice_id = ?',
  );
  const page = db.prepare<[string | null, string | null, number, number], InvoiceRow>(
    'SELECT * FROM invoices WHERE ? IS NULL OR customer_id = ? ORDER BY seq DESC LIMIT ? OFFSET ?',
  );
  const count = db.prepare<[string | null, string | null], { total: number }>(
    'SELECT COUNT(*) AS total FROM invoices WHERE ? IS NULL OR customer_id = ?',
  );
  const write = db.prepare(
    `INSERT INTO invoices (id, customer_id, origin, currency, date_from, date_to, time_zone, created_at, status, amount_cents,
       provider, provider_invoice_id, provider_status, page_url, pushed_at, revision, next_poll_at, polls)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, amount_cents = excluded.amount_cents,
       provider = excluded.provider, provider_invoice_id = excluded.provider_invoice_id,
       provider_status = excluded.provider_status, page_url = excluded.page_url, pushed_at = excluded.pushed_at,
       revision = excluded.revision, next_poll_at = excluded.next_poll_at, polls = excluded.polls`,
  );
  const lease = db.prepare<[number, number, number], InvoiceRow>(
    `UPDATE invoices SET next_poll_at = ?, polls = polls + 1 WHERE seq IN
       (SELECT seq FROM invoices WHERE next_poll_at <= ? ORDER BY next_poll_at LIMIT ?) RETURNING *`,
  );
  const lines = db.prepare<[string], { body: string }>(
    'SELECT body FROM invoice_lines WHERE invoice_id = ? ORDER BY position',
  );
  const clearLines = db.prepare('DELETE FROM invoice_lines WHERE invoice_id = ?');
  const addLine = db.prepare('INSERT INTO invoice_lines (invoice_id, position, body) VALUES (?, ?, ?)');

  return {
    invoice: (id: InvoiceId) => toRecord(byId.get(id)),
    ofPeriod: ({ customerId, period }: UsageAsk) => toRecord(byPeriod.get(customerId, period.from, period.to)),
    atProvider: ({ provider, id }: AtProvider) => toRecord(byProvider.get(provider, id)),
    lines: (id: InvoiceId): readonly InvoiceLine[] =>
      lines.all(id).map(({ body }) => InvoiceLine.parse(JSON.parse(body))),
    page({ customerId, limit, offset }: Page & { readonly customerId: CustomerId | null }): Listed<InvoiceRecord> {
      const rows = page.all(customerId, customerId, limit, offset).flatMap((row) => toRecord(row) ?? []);
      return { rows, total: count.get(customerId, customerId)?.total ?? 0 };
    },
    write(one: InvoiceRecord) {
      write.run(
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
      );
    },
    writeLines(id: InvoiceId, all: readonly InvoiceLine[]) {
      clearLines.run(id);
      for (const [position, line] of all.entries()) addLine.run(id, position, JSON.stringify(line));
    },
    lease: ({ now, until, limit }: Lease) => lease.all(until, now, limit).flatMap((row) => toRecord(row) ?? []),
  };
}

function toRecord(row: InvoiceRow | undefined): InvoiceRecord | null {
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
