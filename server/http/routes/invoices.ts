// The operator's invoices.
import { InvoiceId, type InvoiceLine } from '../../contract/billing/invoice.ts';
import { toInvoice } from '../../usecases/billing/views.ts';
import { orRefuse, refusal } from '../problem.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

const longestMs = 30_000;

type Shown = { readonly invoice: Parameters<typeof toInvoice>[0]; readonly lines: readonly InvoiceLine[] };
const shown = ({ invoice, lines }: Shown) => ({ ...toInvoice(invoice), line_items: [...lines] });

export function invoiceHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  const { invoices } = usecases.billing;
  const routes = os.billing;
  return {
    generateInvoice: routes.generateInvoice.handler(async ({ input: { query }, context: { request } }) => {
      const { customer_id: customerId, date_from: from, date_to: to } = query;
      const kept = orRefuse(await invoices.generate({ customerId, from, to }));
      return { request_id: request.id, invoice: shown(kept), is_new: kept.isNew };
    }),
    invoices: routes.invoices.handler(async ({ input, context: { request } }) => {
      const { customer_id: customerId = null, limit, offset } = input;
      const { rows, total } = await invoices.list({ customerId, limit, offset });
      return { request_id: request.id, invoices: rows.map(toInvoice), total };
    }),
    readInvoice: routes.readInvoice.handler(async ({ input, context: { request } }) => {
      const id = InvoiceId.safeParse(input.invoice_id);
      if (!id.success) throw refusal('invoice_not_found', {});
      return { request_id: request.id, invoice: shown(orRefuse(await invoices.read(id.data))) };
    }),
    pushInvoice: routes.pushInvoice.handler(async ({ input: { query }, context: { request }, signal }) => {
      const kept = await invoices.push(query.invoice_id, signal ?? AbortSignal.timeout(longestMs));
      const invoice = shown(orRefuse(kept));
      return { request_id: request.id, stripe_invoice_id: invoice.stripe_invoice_id, invoice };
    }),
  };
}
