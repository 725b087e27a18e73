// The statements of invoices and their lines.
import { InvoiceLine, type InvoiceId } from '../../../contract/billing/invoice.ts';
import type { CustomerId } from '../../../contract/billing/subscription.ts';
import type { AtProvider } from '../../../domain/billing/customer.ts';
import type { InvoiceRecord } from '../../../domain/billing/invoice.ts';
import type { Listed, Page } from '../../billing/billing-store.ts';
import type { UsageAsk } from '../../billing/invoice-store.ts';
import type { Lease } from '../../commands.ts';
import type { Connection } from '../connection.ts';
import { type InvoiceRow, invoiceChanges, invoiceColumns, invoiceValues, toInvoice } from '../../rows/invoice-rows.ts';

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
    `INSERT INTO invoices (${invoiceColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ${invoiceChanges}`,
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
    invoice: (id: InvoiceId) => toInvoice(byId.get(id)),
    ofPeriod: ({ customerId, period }: UsageAsk) => toInvoice(byPeriod.get(customerId, period.from, period.to)),
    atProvider: ({ provider, id }: AtProvider) => toInvoice(byProvider.get(provider, id)),
    lines: (id: InvoiceId): readonly InvoiceLine[] =>
      lines.all(id).map(({ body }) => InvoiceLine.parse(JSON.parse(body))),
    page({ customerId, limit, offset }: Page & { readonly customerId: CustomerId | null }): Listed<InvoiceRecord> {
      const rows = page.all(customerId, customerId, limit, offset).flatMap((row) => toInvoice(row) ?? []);
      return { rows, total: count.get(customerId, customerId)?.total ?? 0 };
    },
    write(one: InvoiceRecord) {
      write.run(...invoiceValues(one));
    },
    writeLines(id: InvoiceId, all: readonly InvoiceLine[]) {
      clearLines.run(id);
      for (const [position, line] of all.entries()) addLine.run(id, position, JSON.stringify(line));
    },
    lease: ({ now, until, limit }: Lease) => lease.all(until, now, limit).flatMap((row) => toInvoice(row) ?? []),
  };
}
