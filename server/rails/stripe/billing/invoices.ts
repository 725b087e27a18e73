// Invoices at Stripe: pushed from here line by line, each line once, and read.
import type { Stripe } from 'stripe';
import type { InvoiceAsked, InvoiceReading } from '../../billing-rail.ts';
import { RailRefused, RailUnavailable } from '../../rail.ts';
import { ask } from '../connect-stripe.ts';
import { amountAtStripe } from '../units.ts';
import { addLines, checkLines } from './invoice-lines.ts';
import { listAll } from './listing.ts';
import { needsPayment, readingOfInvoice } from './reading.ts';
import { isMissing, refusing } from './refusal.ts';
import { Invoice, InvoiceOrDeleted } from './shapes.ts';
import { tryToPay } from './try-to-pay.ts';

const concern = { of: 'invoice' } as const;
const expand = ['payments.data.payment.payment_intent'];

/** Each step looks at what is there and does what is missing, so that a push that was cut anywhere is gone on with. */
export async function pushInvoice(stripe: Stripe, asked: InvoiceAsked, signal: AbortSignal): Promise<InvoiceReading> {
  const { currency, lines } = asked;
  checkLines(lines);
  const amounts = lines.map(({ amountCents }) => amountAtStripe({ amountCents, currency }));
  const invoice = (await findPushed(stripe, asked, signal)) ?? (await make(stripe, asked, signal));
  if (invoice.customer !== asked.providerCustomerId || invoice.metadata?.['invoice_id'] !== asked.invoiceId)
    throw new RailUnavailable('Stripe answered about another invoice than was asked for');
  if (invoice.currency !== currency.toLowerCase())
    throw new RailRefused({ reason: 'invoice_not_taken', provider: 'stripe', told: 'another currency' });
  if (invoice.status === 'draft') {
    await addLines(stripe, { ...asked, invoiceId: invoice.id, amounts }, signal);
    await finalize(stripe, invoice.id, signal);
  }
  const finalized = await fetchInvoice(stripe, invoice.id, signal);
  if (finalized === null) throw new RailUnavailable(`the invoice ${invoice.id} has vanished at Stripe`);
  if (finalized.status !== 'open' || finalized.attempted) return readingIn(finalized);
  await tryToPay(stripe, invoice.id, signal);
  return (await readInvoice(stripe, invoice.id, signal)) ?? readingIn(finalized);
}

export async function readInvoice(stripe: Stripe, id: string, signal: AbortSignal): Promise<InvoiceReading | null> {
  const invoice = await fetchInvoice(stripe, id, signal);
  return invoice === null ? null : readingIn(invoice);
}

export async function listInvoices(
  stripe: Stripe,
  customer: string,
  signal: AbortSignal,
): Promise<readonly InvoiceReading[]> {
  const readings: InvoiceReading[] = [];
  for (const invoice of await list(stripe, customer, signal)) {
    const whole = needsPayment(invoice) ? await fetchInvoice(stripe, invoice.id, signal) : invoice;
    if (whole !== null) readings.push(readingIn(whole));
  }
  return readings;
}

async function findPushed(
  stripe: Stripe,
  { invoiceId, providerCustomerId }: InvoiceAsked,
  signal: AbortSignal,
): Promise<Invoice | null> {
  const all = await list(stripe, providerCustomerId, signal);
  return all.find(({ metadata }) => metadata?.['invoice_id'] === invoiceId) ?? null;
}

/** Nothing that waits at the customer goes onto it, and Stripe neither finalizes nor collects it by itself. */
function make(stripe: Stripe, asked: InvoiceAsked, signal: AbortSignal): Promise<Invoice> {
  const { invoiceId, providerCustomerId: customer, currency } = asked;
  const params: Stripe.InvoiceCreateParams = {
    customer,
    currency: currency.toLowerCase(),
    collection_method: 'charge_automatically',
    auto_advance: false,
    pending_invoice_items_behavior: 'exclude',
    metadata: { invoice_id: invoiceId },
  };
  return refusing(concern, () =>
    ask({ to: 'make an invoice', shape: Invoice, signal }, () =>
      stripe.invoices.create(params, { idempotencyKey: `invoice:${invoiceId}:${customer}:v1` }),
    ),
  );
}

/** Without a key, under which a no of today would be told again tomorrow: an invoice is finalized once in any case. */
async function finalize(stripe: Stripe, id: string, signal: AbortSignal): Promise<void> {
  try {
    await refusing(concern, () =>
      ask({ to: 'finalize an invoice', shape: Invoice, signal }, () =>
        stripe.invoices.finalizeInvoice(id, { auto_advance: false }),
      ),
    );
  } catch (error) {
    // Another worker may have been quicker.
    if (!(error instanceof RailRefused)) throw error;
    const now = await fetchInvoice(stripe, id, signal);
    if (now === null || now.status === 'draft') throw error;
  }
}

/** null: there is none, or it was a draft and was deleted. */
async function fetchInvoice(stripe: Stripe, id: string, signal: AbortSignal): Promise<Invoice | null> {
  try {
    const invoice = await ask({ to: 'read an invoice', shape: InvoiceOrDeleted, signal }, () =>
      stripe.invoices.retrieve(id, { expand }),
    );
    if (invoice.id !== id) throw new RailUnavailable(`asked for ${id}, told of another invoice`);
    return 'deleted' in invoice ? null : invoice;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function list(stripe: Stripe, customer: string, signal: AbortSignal): Promise<readonly Invoice[]> {
  return refusing({ of: 'customer' }, () =>
    listAll({ to: 'list invoices', shape: Invoice, signal }, (page) => stripe.invoices.list({ customer, ...page })),
  );
}

function readingIn(invoice: Invoice): InvoiceReading {
  const reading = readingOfInvoice(invoice);
  if (reading === null) throw new RailUnavailable(`Stripe answered about ${invoice.id} with something unexpected`);
  return reading;
}
