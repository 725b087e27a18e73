// The statements of invoices and their lines.
import { type InvoiceId, InvoiceLine } from '../../../contract/billing/invoice.ts';
import type { CustomerId } from '../../../contract/billing/subscription.ts';
import type { AtProvider } from '../../../domain/billing/customer.ts';
import type { InvoiceRecord } from '../../../domain/billing/invoice.ts';
import type { Listed, Page } from '../../billing/billing-store.ts';
import type { UsageAsk } from '../../billing/invoice-store.ts';
import type { Lease } from '../../commands.ts';
import { invoiceChanges, invoiceColumns, type InvoiceRow, invoiceValues, toInvoice } from '../../rows/invoice-rows.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byId = sql<InvoiceRow>('SELECT * FROM invoices WHERE id = $1');
const byPeriod = sql<InvoiceRow>(
  "SELECT * FROM invoices WHERE origin = 'usage' AND customer_id = $1 AND date_from = $2 AND date_to = $3",
);
const byProvider = sql<InvoiceRow>('SELECT * FROM invoices WHERE provider = $1 AND provider_invoice_id = $2');
const wanted = '($1::text IS NULL OR customer_id = $1)';
const page = sql<InvoiceRow>(`SELECT * FROM invoices WHERE ${wanted} ORDER BY seq DESC LIMIT $2 OFFSET $3`);
const count = sql<{ readonly total: number }>(`SELECT count(*) AS total FROM invoices WHERE ${wanted}`);
const write = sql(`INSERT INTO invoices (${invoiceColumns}) VALUES (${placesFor(invoiceColumns)}) ${invoiceChanges}`);
const lease = sql<InvoiceRow>(
  `WITH due AS MATERIALIZED (
     SELECT seq FROM invoices WHERE next_poll_at <= $2 ORDER BY next_poll_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE invoices i SET next_poll_at = $1, polls = polls + 1 FROM due WHERE i.seq = due.seq RETURNING i.*`,
);
const lines = sql<{ readonly body: string }>('SELECT body FROM invoice_lines WHERE invoice_id = $1 ORDER BY position');
const clearLines = sql('DELETE FROM invoice_lines WHERE invoice_id = $1');
const addLines = sql(
  `INSERT INTO invoice_lines (invoice_id, position, body)
   SELECT $1, place - 1, body::json FROM unnest($2::text[]) WITH ORDINALITY AS new (body, place)`,
);

export async function readInvoice(tx: Transaction, id: InvoiceId): Promise<InvoiceRecord | null> {
  return toInvoice(await tx.one(byId, [id]));
}

export async function invoiceOfPeriod(
  tx: Transaction,
  { customerId, period }: UsageAsk,
): Promise<InvoiceRecord | null> {
  return toInvoice(await tx.one(byPeriod, [customerId, period.from, period.to]));
}

export async function invoiceAtProvider(tx: Transaction, { provider, id }: AtProvider): Promise<InvoiceRecord | null> {
  return toInvoice(await tx.one(byProvider, [provider, id]));
}

export async function linesOf(tx: Transaction, id: InvoiceId): Promise<readonly InvoiceLine[]> {
  return (await tx.all(lines, [id])).map(({ body }) => InvoiceLine.parse(JSON.parse(body)));
}

export async function pageInvoices(
  tx: Transaction,
  { customerId, limit, offset }: Page & { readonly customerId: CustomerId | null },
): Promise<Listed<InvoiceRecord>> {
  const [rows, all] = await Promise.all([tx.all(page, [customerId, limit, offset]), tx.one(count, [customerId])]);
  return { rows: rows.flatMap((row) => toInvoice(row) ?? []), total: all?.total ?? 0 };
}

export async function writeInvoice(tx: Transaction, invoice: InvoiceRecord): Promise<void> {
  await tx.run(write, invoiceValues(invoice));
}

export async function writeLines(tx: Transaction, id: InvoiceId, all: readonly InvoiceLine[]): Promise<void> {
  await tx.run(clearLines, [id]);
  if (all.length > 0) await tx.run(addLines, [id, all.map((line) => JSON.stringify(line))]);
}

export async function leaseInvoices(tx: Transaction, { now, until, limit }: Lease): Promise<readonly InvoiceRecord[]> {
  return (await tx.all(lease, [until, now, limit])).flatMap((row) => toInvoice(row) ?? []);
}
