// The invoices' part of the store.
import type {
  InvoiceNamed,
  InvoiceSeen,
  InvoiceStore,
  InvoiceWrite,
  UsageAsk,
  UsageSeen,
} from '../../billing/invoice-store.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { Rows } from '../prepare-rows.ts';
import type { LedgerFile } from '../serve-file.ts';

type InvoiceRows = Pick<Rows, 'customers' | 'invoices' | 'billedUsage' | 'outbox' | 'inbox'>;

export function createInvoiceStore({ read, write: run }: LedgerFile, rows: InvoiceRows): InvoiceStore {
  const { customers, invoices, billedUsage, outbox, inbox } = rows;

  function used(ask: UsageAsk): UsageSeen {
    const customer = customers.find({ id: ask.customerId });
    const invoice = invoices.ofPeriod(ask);
    if (customer === null) return { customer, invoice, usage: [], cycles: [] };
    const { entity } = customer;
    const id = invoice?.id ?? null;
    return {
      customer,
      invoice,
      usage: billedUsage.usage(entity, ask.window, id),
      cycles: billedUsage.cycles(entity, ask.window, id),
    };
  }

  function seen(named: InvoiceNamed): InvoiceSeen {
    if ('id' in named) {
      const invoice = invoices.invoice(named.id);
      return { invoice, customer: invoice && customers.find({ id: invoice.customerId }) };
    }
    const { atProvider, ours, customer: known } = named;
    const own = ours === null ? null : invoices.invoice(ours);
    const invoice = invoices.atProvider(atProvider) ?? (own?.providerInvoiceId === null ? own : null);
    const { provider } = atProvider;
    const customer =
      invoice === null
        ? customers.find({ atProvider: { provider, id: known } })
        : customers.find({ id: invoice.customerId });
    return { invoice, customer };
  }

  function writeAll({ invoice, customer, letters = [], deliveryId }: InvoiceWrite): void {
    if (customer !== undefined) customers.write(customer);
    if (invoice !== undefined) invoices.write(invoice);
    for (const letter of letters) outbox.write(letter);
    if (deliveryId != null) inbox.done(deliveryId);
  }

  return {
    readInvoice: (id) =>
      read(() => {
        const invoice = invoices.invoice(id);
        return invoice && { invoice, lines: invoices.lines(id) };
      }),
    pageInvoices: (page) => read(() => invoices.page(page)),
    billUsage: (ask, decide) =>
      run(() => {
        const shown = used(ask);
        const { write, answer } = decide(shown);
        if (write !== null) {
          const { customer, cycles } = shown;
          invariant(customer !== null, 'nobody is to be billed');
          invoices.write(write.invoice);
          invoices.writeLines(write.invoice.id, write.lines);
          billedUsage.mark(customer.entity, { window: ask.window, cycles }, write.invoice.id);
          for (const letter of write.letters) outbox.write(letter);
        }
        return answer;
      }),
    changeInvoice: (named, decide) =>
      run(() => {
        const { write, answer } = decide(seen(named));
        if (write !== null) writeAll(write);
        return answer;
      }),
    leaseInvoices: (lease) => run(() => invoices.lease(lease)),
  };
}
