// The reconciler of subscriptions: asks about open pages and about customers now and then, so that every subscription gets where it
// belongs without any webhook too.
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { InvoiceStore } from '../../storage/billing/invoice-store.ts';
import type { CustomerRecord } from '../../domain/billing/customer.ts';
import type { InvoiceRecord } from '../../domain/billing/invoice.ts';
import type { SubscriptionRecord } from '../../domain/billing/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type BillingAsking, askBilling } from './ask-billing.ts';
import { nextCustomerPoll, nextPagePoll } from './billing-waits.ts';
import type { InvoicePusher } from './push-invoice.ts';
import type { InvoiceSettler } from './settle-invoice.ts';
import type { SubscriptionSettler } from './settle-subscription.ts';

const limit = 50;
/** How many of a customer’s invoices are looked at together; an older one is asked about by itself when it turns up. */
const knownMax = 1000;

type Polling = BillingAsking & {
  readonly storage: Pick<BillingStore, 'leaseSubscriptions' | 'leaseCustomers' | 'readBilling' | 'changeBilling'> &
    Pick<InvoiceStore, 'leaseInvoices' | 'changeInvoice' | 'pageInvoices'>;
  readonly clock: Clock;
  readonly config: Pick<UsecaseConfig, 'leaseMs' | 'railTimeoutMs'>;
  readonly log: Log;
  readonly subscriptionSettler: SubscriptionSettler;
  readonly invoiceSettler: InvoiceSettler;
  readonly invoicePusher: InvoicePusher;
};

export function billingPoller(deps: Polling): (signal: AbortSignal) => Promise<void> {
  const { storage, clock, config, log, billing, subscriptionSettler: settler, invoiceSettler, invoicePusher } = deps;

  async function pollPage({ id, checkout, polls }: SubscriptionRecord, signal: AbortSignal): Promise<void> {
    const settled = checkout === null ? null : await settler.settlePage({ id, checkout }, { deliveryId: null, signal });
    const isOpen = settled?.kind === 'open';
    await storage.changeBilling({ subscription: id }, ({ subscriptions }) => {
      const one = subscriptions.find((each) => each.id === id);
      if (one === undefined || one.polls !== polls) return { write: null, answer: null };
      const nextPollAt = isOpen ? nextPagePoll(polls, clock.now()) : null;
      return { write: { subscriptions: [{ ...one, nextPollAt }] }, answer: null };
    });
  }

  /** Whether any of a customer's invoices is still to be paid. */
  async function pollInvoices(customerId: CustomerId, at: string, signal: AbortSignal): Promise<boolean> {
    const { rows } = await storage.pageInvoices({ customerId, limit: knownMax, offset: 0 });
    const before = new Map(rows.map(({ providerInvoiceId, revision }) => [providerInvoiceId, revision]));
    const readings = await askBilling(deps, signal, (rail, limited) => rail.listInvoices(at, limited));
    for (const reading of readings)
      await invoiceSettler.take(reading, before.get(reading.providerInvoiceId) ?? null, { deliveryId: null, signal });
    return readings.some(({ isOver }) => !isOver);
  }

  /** The provider was to be given it, and has not said so yet. The pusher says when it is looked at again. */
  async function pollInvoice({ id, providerInvoiceId, polls }: InvoiceRecord, signal: AbortSignal): Promise<void> {
    if (providerInvoiceId === null) return void (await invoicePusher(id, signal));
    await storage.changeInvoice({ id }, ({ invoice }) =>
      invoice === null || invoice.polls !== polls
        ? { write: null, answer: null }
        : { write: { invoice: { ...invoice, nextPollAt: null } }, answer: null },
    );
  }

  async function pollCustomer({ id, atProvider, polls }: CustomerRecord, signal: AbortSignal): Promise<void> {
    let isWaiting = false;
    if (atProvider !== null && atProvider.provider === billing?.provider) {
      const seen = await storage.readBilling({ id });
      const readings = await askBilling(deps, signal, (rail, limited) =>
        rail.listSubscriptions(atProvider.id, limited),
      );
      await settler.takeListed(readings, seen, signal);
      isWaiting = await pollInvoices(id, atProvider.id, signal);
    }
    await storage.changeBilling({ id }, ({ customer, subscriptions }) => {
      if (customer === null || customer.polls !== polls) return { write: null, answer: null };
      const nextPollAt = nextCustomerPoll(subscriptions, { polls, now: clock.now(), isWaiting });
      return { write: { customer: { ...customer, nextPollAt } }, answer: null };
    });
  }

  async function all<Row extends { readonly id: string }>(
    lease: () => Promise<readonly Row[]>,
    poll: (row: Row) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    for (let round = limit; round === limit && !signal.aborted;) {
      const due = await lease();
      await Promise.all(due.map((row) => pollSafely(row, poll)));
      round = due.length;
    }
  }

  async function pollSafely<Row extends { readonly id: string }>(
    row: Row,
    poll: (row: Row) => Promise<void>,
  ): Promise<void> {
    try {
      await poll(row);
    } catch (error) {
      // The lease keeps it quiet for a while; then it is asked about again.
      log.warn({ id: row.id, reason: String(error) }, 'a subscription could not be asked about');
    }
  }

  return async (signal) => {
    if (billing === null) return;
    const now = clock.now();
    const lease = { now, until: now + config.leaseMs, limit };
    await all(
      () => storage.leaseSubscriptions(lease),
      (row) => pollPage(row, signal),
      signal,
    );
    await all(
      () => storage.leaseInvoices(lease),
      (row) => pollInvoice(row, signal),
      signal,
    );
    await all(
      () => storage.leaseCustomers(lease),
      (row) => pollCustomer(row, signal),
      signal,
    );
  };
}
