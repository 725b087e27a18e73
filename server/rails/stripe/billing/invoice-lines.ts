// The lines of an invoice at Stripe: looked at before anything is sent, and each added once.
import type { Stripe } from 'stripe';
import type { InvoiceAsked, InvoiceLineAsked } from '../../billing-rail.ts';
import { RailRefused } from '../../rail.ts';
import { ask } from '../connect-stripe.ts';
import { listAll } from './listing.ts';
import { refusing } from './refusal.ts';
import { InvoiceItem } from './shapes.ts';

/** https://docs.stripe.com/api/invoiceitems/create, as of 2026. */
const linesMax = 250;

type LinesAsked = InvoiceAsked & { readonly amounts: readonly number[] };

/** Stripe itself would say so only after it was given some of them. */
export function checkLines(lines: readonly InvoiceLineAsked[]): void {
  if (lines.length <= linesMax) return;
  const told = `${lines.length} lines, of which it takes ${linesMax}`;
  throw new RailRefused({ reason: 'invoice_not_taken', provider: 'stripe', told });
}

export async function addLines(stripe: Stripe, asked: LinesAsked, signal: AbortSignal): Promise<void> {
  const { invoiceId: invoice, lines, amounts } = asked;
  const there = await listAll({ to: 'list the lines of an invoice', shape: InvoiceItem, signal }, (page) =>
    stripe.invoiceItems.list({ invoice, ...page }),
  );
  for (const [index, line] of lines.entries()) {
    const amount = amounts[index] ?? 0;
    const before = there.find(({ metadata }) => metadata?.['line_id'] === line.id);
    const item = before ?? (await addLine(stripe, { ...asked, line, amount }, signal));
    if (item.amount !== amount)
      throw new RailRefused({ reason: 'invoice_not_taken', provider: 'stripe', told: `another amount of ${line.id}` });
  }
}

function addLine(
  stripe: Stripe,
  asked: LinesAsked & { readonly line: InvoiceLineAsked; readonly amount: number },
  signal: AbortSignal,
): Promise<InvoiceItem> {
  const { invoiceId: invoice, line, amount, currency, providerCustomerId: customer } = asked;
  const params: Stripe.InvoiceItemCreateParams = {
    customer,
    invoice,
    amount,
    currency: currency.toLowerCase(),
    description: line.description,
    metadata: { line_id: line.id },
  };
  return refusing({ of: 'invoice' }, () =>
    ask({ to: 'add a line to an invoice', shape: InvoiceItem, signal }, () =>
      stripe.invoiceItems.create(params, { idempotencyKey: `invoice:${invoice}:line:${line.id}:v1` }),
    ),
  );
}
