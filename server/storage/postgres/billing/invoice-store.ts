// The invoices' part of the store.
import { invariant } from '../../../lib/invariant.ts';
import type {
  InvoiceNamed,
  InvoiceSeen,
  InvoiceStore,
  InvoiceWrite,
  UsageAsk,
  UsageSeen,
  UsageWrite,
} from '../../billing/invoice-store.ts';
import { finishDelivery } from '../letters/inbox.ts';
import { writeLetters } from '../letters/outbox.ts';
import { lockNames } from '../locks.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import type { Transaction } from '../transaction.ts';
import { billedCycles, billedUsage, markBilled } from './billed-usage.ts';
import { findCustomer, lockCustomer, writeCustomer } from './customers.ts';
import {
  invoiceAtProvider,
  invoiceOfPeriod,
  leaseInvoices,
  linesOf,
  pageInvoices,
  readInvoice,
  writeInvoice,
  writeLines,
} from './invoices.ts';

export function createInvoiceStore({ read, write: run }: LedgerDatabase): InvoiceStore {
  return {
    readInvoice: (id) =>
      read(async (tx) => {
        const [invoice, lines] = await Promise.all([readInvoice(tx, id), linesOf(tx, id)]);
        return invoice && { invoice, lines };
      }),
    pageInvoices: (page) => read((tx) => pageInvoices(tx, page)),
    billUsage: (ask, decide) =>
      run(async (tx) => {
        const shown = await used(tx, ask);
        const { write, answer } = decide(shown);
        if (write !== null) await writeUsage(tx, ask, { shown, write });
        return answer;
      }),
    changeInvoice: (named, decide) =>
      run(async (tx) => {
        const { write, answer } = decide(await seen(tx, named));
        if (write !== null) await writeAll(tx, write);
        return answer;
      }),
    leaseInvoices: (lease) => run((tx) => leaseInvoices(tx, lease)),
  };
}

/** All invoices of a customer are made one after the other: no use stands on two. */
async function used(tx: Transaction, ask: UsageAsk): Promise<UsageSeen> {
  const customer = await lockCustomer(tx, ask.customerId);
  const invoice = await invoiceOfPeriod(tx, ask);
  if (customer === null) return { customer, invoice, usage: [], cycles: [] };
  const asked = { entity: customer.entity, window: ask.window };
  const id = invoice?.id ?? null;
  const [usage, cycles] = await Promise.all([billedUsage(tx, asked, id), billedCycles(tx, asked, id)]);
  return { customer, invoice, usage, cycles };
}

async function writeUsage(
  tx: Transaction,
  { window }: UsageAsk,
  { shown, write }: { readonly shown: UsageSeen; readonly write: UsageWrite },
): Promise<void> {
  const { customer, cycles } = shown;
  invariant(customer !== null, 'nobody is to be billed');
  const { invoice, lines, letters } = write;
  await writeInvoice(tx, invoice);
  await writeLines(tx, invoice.id, lines);
  await markBilled(tx, { entity: customer.entity, window, cycles }, invoice.id);
  await writeLetters(tx, letters);
}

/** A customer's row stands for all of their invoices, once it is known whose this one is. */
async function seen(tx: Transaction, named: InvoiceNamed): Promise<InvoiceSeen> {
  await lockNames(tx, 'matter', [
    'id' in named ? `invoice:${named.id}` : `invoice:${JSON.stringify(named.atProvider)}`,
  ]);
  const first = await look(tx, named);
  if (first.customer === null) return first;
  await lockCustomer(tx, first.customer.id);
  return look(tx, named);
}

async function look(tx: Transaction, named: InvoiceNamed): Promise<InvoiceSeen> {
  if ('id' in named) {
    const invoice = await readInvoice(tx, named.id);
    return { invoice, customer: invoice && (await findCustomer(tx, { id: invoice.customerId })) };
  }
  const { atProvider, ours, customer: known } = named;
  const own = ours === null ? null : await readInvoice(tx, ours);
  const invoice = (await invoiceAtProvider(tx, atProvider)) ?? (own?.providerInvoiceId === null ? own : null);
  const { provider } = atProvider;
  const customer = await findCustomer(
    tx,
    invoice === null ? { atProvider: { provider, id: known } } : { id: invoice.customerId },
  );
  return { invoice, customer };
}

async function writeAll(tx: Transaction, { invoice, customer, letters, deliveryId }: InvoiceWrite): Promise<void> {
  if (customer !== undefined) await writeCustomer(tx, customer);
  if (invoice !== undefined) await writeInvoice(tx, invoice);
  await Promise.all([writeLetters(tx, letters), finishDelivery(tx, deliveryId)]);
}
