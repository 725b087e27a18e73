// The simulated Stripe's answers about invoices and their lines.
import { type Answer, expandIn, listed, missing, ok, partOf, refused } from '../answers.ts';
import { newId } from '../books.ts';
import { type BillingApi, type BillingAsked, isKnown, newestFirst, noSuch } from './billing-asked.ts';
import type { SimInvoice, SimInvoiceItem } from './billing-books.ts';
import { finalize, invoiceJson, newInvoice } from './invoice-acts.ts';
import { pay } from './subscription-acts.ts';

const type = 'invalid_request_error';

/** null: it is not about invoices. */
export function answerInvoices(question: string, { id, form, query }: BillingAsked, api: BillingApi): Answer | null {
  const { billing } = api;
  const invoice = billing.invoices.get(id);
  const of = query.get('customer');
  switch (question) {
    case 'POST invoices': {
      const customer = form['customer'] ?? '';
      if (!billing.customers.has(customer)) return noSuch('customer', customer);
      const stated = { customer, currency: form['currency'] ?? 'usd', metadata: partOf(form, 'metadata') };
      const made = newInvoice(api, { ...stated, reason: 'manual', total: 0, subscription: null });
      api.tell([['invoice.created', { ...made }]]);
      return ok(made);
    }
    case 'GET invoices':
      if (of === null) return listed([], query);
      return isKnown(billing, of) ? listed(newestFirst(billing.invoices, of), query) : noSuch('customer', of);
    case 'GET invoices/:':
      return invoice === undefined ? missing('invoice', id) : ok(invoiceJson(api, invoice, expandIn(query)));
    case 'POST invoices/:/finalize':
      if (invoice === undefined) return missing('invoice', id);
      if (invoice.status !== 'draft')
        return refused(400, { type, message: 'This invoice is already finalized, you can’t re-finalize it.' });
      api.tell(finalize(api, invoice));
      return ok(invoice);
    case 'POST invoices/:/pay':
      return invoice === undefined ? missing('invoice', id) : payNow(invoice, api);
    case 'POST invoiceitems':
      return addItem(form, api);
    case 'GET invoiceitems': {
      const own = billing.items.filter((item) => item.invoice === query.get('invoice')).toReversed();
      return listed(own, query);
    }
    default:
      return null;
  }
}

function payNow(invoice: SimInvoice, api: BillingApi): Answer {
  if (invoice.status !== 'open') return refused(400, { type, message: `Invoice is already ${invoice.status}` });
  const { kind, events } = pay(api, invoice);
  api.tell(events);
  switch (kind) {
    case 'paid':
    case 'under_way':
      return ok(invoice);
    case 'declined':
      return refused(402, { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' });
    case 'confirm':
      return refused(402, {
        type: 'card_error',
        code: 'invoice_payment_intent_requires_action',
        message: 'Confirm it.',
      });
    case 'no_card':
      return refused(400, { type, code: 'resource_missing', message: 'This customer has no attached payment source.' });
  }
}

function addItem(form: BillingAsked['form'], { billing, now }: BillingApi): Answer {
  const invoice = billing.invoices.get(form['invoice'] ?? '');
  if (invoice === undefined) return noSuch('invoice', form['invoice'] ?? '');
  if (invoice.status !== 'draft')
    return refused(400, { type, code: 'invoice_not_editable', message: 'This invoice is no longer editable' });
  const amount = Number(form['amount']);
  if (!Number.isSafeInteger(amount) || form['currency'] !== invoice.currency)
    return refused(400, { type, param: 'amount', message: 'Invalid amount or currency' });
  const item: SimInvoiceItem = {
    id: newId('ii'),
    object: 'invoiceitem',
    amount,
    currency: invoice.currency,
    customer: invoice.customer,
    date: now(),
    description: form['description'] ?? null,
    invoice: invoice.id,
    livemode: false,
    metadata: partOf(form, 'metadata'),
  };
  billing.items.push(item);
  invoice.total += amount;
  invoice.amount_due += amount;
  return ok(item);
}
