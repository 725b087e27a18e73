// Invoices from usage: what a customer's plan paid for between two days, once and on one invoice; and their way to the provider.
import type { InvoiceId } from '../../contract/billing/invoice.ts';
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import type { BillingStore, Listed, Page } from '../../storage/billing/billing-store.ts';
import type { InvoiceShown, InvoiceStore, UsageSeen } from '../../storage/billing/invoice-store.ts';
import type { PlanStore } from '../../storage/plans/plan-store.ts';
import { subjectOf } from '../../domain/billing/customer.ts';
import { type InvoiceRecord, linesOf, totalOf } from '../../domain/billing/invoice.ts';
import { createCalendar } from '../../domain/plans/calendar.ts';
import { planOf } from '../../domain/plans/plan.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Log } from '../../lib/log.ts';
import { type QuoteNo, type Rail, stepOf } from '../../rails/rail.ts';
import type { Postbox } from '../letters/postbox.ts';
import { refusal, type Refused } from '../refusal.ts';
import { shopCurrency } from '../shop-currency.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import { type BillingAsking, orProviderNo } from './ask-billing.ts';
import type { InvoicePusher } from './push-invoice.ts';

type Kept = { readonly kind: 'invoice'; readonly isNew: boolean } & InvoiceShown;
/** `zone`: by whose clocks the days begin; left out: the customer's, or those of their plan. */
type PeriodAsked = {
  readonly customerId: CustomerId;
  readonly from: string;
  readonly to: string;
  readonly zone?: string;
};
/** `zone`: by whose clocks the invoice of these days begins already. */
type Billed = Kept | Refused | InvoiceRecord | { readonly zone: string };
/** What use is to be billed, in a window that the clocks of `zone` make of two days. */
type WindowAsked = PeriodAsked & { readonly zone: string };

type Keeping = BillingAsking & {
  readonly storage: Pick<BillingStore, 'readBilling'> & InvoiceStore & Pick<PlanStore, 'readPlans' | 'readAssignment'>;
  readonly rails: ReadonlyMap<Provider, Rail>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly postbox: Postbox;
  readonly config: UsecaseConfig;
  readonly invoicePusher: InvoicePusher;
};

const dayMs = 86_400_000;
const daysMax = 400;

export function keepInvoices(deps: Keeping) {
  const { storage, rails, clock, newId, log, postbox, config, billing, invoicePusher } = deps;
  const calendar = createCalendar();

  /** By whose clocks a customer's days begin; null: there is no such customer. */
  async function zoneOf(customerId: CustomerId): Promise<string | null> {
    const { customer } = await storage.readBilling({ id: customerId });
    if (customer === null) return null;
    const given = await storage.readAssignment(subjectOf(customer.entity));
    const books = [await storage.readPlans(), new Map(config.plans.map((plan) => [plan.id, plan]))];
    const plan = planOf(books, [given?.subscribedPlanId ?? null, given?.planId ?? null, 'free']);
    invariant(plan !== null, 'the plan free is missing');
    return given?.timeZone ?? plan.time_zone;
  }

  /**
   * A draft of the same days is brought up to date; one that the provider was given stays as it is. Its cents are those of
   * `creditRate`, which is the rate of the currency in which credits are sold.
   */
  function drawn({ customerId, from, to, zone }: WindowAsked, seen: UsageSeen) {
    const now = clock.now();
    const currency = shopCurrency(config);
    const before = seen.invoice;
    const isClosed = before !== null && (before.pushedAt !== null || before.status !== 'draft');
    const rail = billing === null ? undefined : rails.get(billing.provider);
    const step = rail === undefined ? 1 : stepOf(rail, currency);
    const lines = linesOf(seen, { creditRate: config.creditRate, zone, words: config.invoiceWords, step });
    const amountCents = totalOf(lines);
    const terms = { currency, amountCents, period: { from, to, zone } };
    const made: InvoiceRecord = before ?? {
      id: brand<InvoiceId>(newId()),
      customerId,
      status: 'draft',
      ...terms,
      provider: null,
      providerInvoiceId: null,
      providerStatus: null,
      pageUrl: null,
      createdAt: now,
      pushedAt: null,
      revision: 0,
      nextPollAt: null,
      polls: 0,
    };
    return { isClosed, invoice: { ...made, ...terms, revision: made.revision + 1 }, lines, now };
  }

  /** An invoice that is closed is answered as it is; one whose days begin by other clocks is let be, and these are answered. */
  function bill(asked: WindowAsked): Promise<Billed> {
    const { customerId, from, to, zone } = asked;
    const dayAfter = new Date(Date.parse(to) + dayMs).toISOString().slice(0, 10);
    const window = {
      startsAt: calendar.startOf(from, zone),
      endsAt: calendar.startOf(dayAfter, zone),
    };
    return storage.billUsage<Billed>({ customerId, period: { from, to }, window }, (seen) => {
      if (seen.customer === null) return { write: null, answer: refusal('customer_not_found', {}) };
      const period = seen.invoice?.period ?? null;
      if (period !== null && period.zone !== zone) return { write: null, answer: { zone: period.zone } };
      const { isClosed, invoice, lines, now } = drawn(asked, seen);
      if (isClosed && seen.invoice !== null) return { write: null, answer: seen.invoice };
      const isNew = seen.invoice === null;
      const isSame = seen.invoice?.amountCents === invoice.amountCents && seen.invoice.currency === invoice.currency;
      const letters = isSame ? [] : postbox.ofInvoice(invoice, seen.customer.entity, now);
      return { write: { invoice, lines, letters }, answer: { kind: 'invoice', isNew, invoice, lines } };
    });
  }

  async function shown(id: InvoiceId): Promise<Kept | Refused> {
    const found = await storage.readInvoice(id);
    return found === null ? refusal('invoice_not_found', {}) : { kind: 'invoice', isNew: false, ...found };
  }

  return {
    async generate(asked: PeriodAsked): Promise<Kept | Refused> {
      const { customerId, from, to } = asked;
      const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
      if (days < 1) return refusal('invalid_request', { reason: 'period_reversed' });
      if (days > daysMax) return refusal('invalid_request', { reason: 'period_too_long', days: daysMax });
      const zone = asked.zone ?? (await zoneOf(customerId));
      if (zone === null) return refusal('customer_not_found', {});
      const written = await bill({ ...asked, zone });
      // One that was drawn before keeps the clocks by which it was.
      const again = 'zone' in written ? await bill({ ...asked, zone: written.zone }) : written;
      invariant(!('zone' in again), 'an invoice has changed its clocks');
      return 'kind' in again ? again : shown(again.id);
    },
    read: shown,
    list: (page: Page & { readonly customerId: CustomerId | null }): Promise<Listed<InvoiceRecord>> =>
      storage.pageInvoices(page),
    /** From then on it does not grow any more, also where the provider's reply was cut. */
    async push(id: InvoiceId, signal: AbortSignal): Promise<Kept | Refused> {
      if (billing === null) return refusal('not_found', { reason: 'billing_not_set_up' });
      const found = await shown(id);
      if (found.kind === 'refused' || found.invoice.providerInvoiceId !== null) return found;
      const { pushedAt, amountCents, currency } = found.invoice;
      if (amountCents === 0) return refusal('invalid_request', { reason: 'invoice_empty' });
      const sold = shopCurrency(config);
      if (pushedAt === null && currency !== sold)
        return refusal('invalid_request', { reason: 'invoice_in_other_currency', currency, sold_in: sold });
      const no = pushedAt === null ? quoteNo(found, rails.get(billing.provider)) : null;
      if (no !== null) return refusal('provider_refused', no);
      const pushed = await orProviderNo(log, { invoiceId: id }, () => invoicePusher(id, signal));
      return pushed !== null && 'code' in pushed ? pushed : shown(id);
    },
  };
}

/** Why the provider would not charge a line; null: it charges all of them. One that it refuses must not be closed before. */
function quoteNo({ invoice: { currency }, lines }: Kept, rail: Rail | undefined): QuoteNo | null {
  for (const { amount_cents: amountCents } of lines) {
    const quote = amountCents === 0 ? undefined : rail?.quote({ amountCents, currency });
    if (quote?.kind === 'impossible') return quote.no;
  }
  return null;
}
