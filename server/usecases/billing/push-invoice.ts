// Gives an invoice to the provider, once: it is closed first, and its id is the key by which the provider knows a repeat.
import type { InvoiceId } from '../../contract/billing/invoice.ts';
import type { BillingStore } from '../../storage/billing/billing-store.ts';
import type { InvoiceShown, InvoiceStore } from '../../storage/billing/invoice-store.ts';
import { linesToSend } from '../../domain/billing/lines-to-send.ts';
import { invariant } from '../../lib/invariant.ts';
import type { Clock } from '../../lib/clock.ts';
import { type BillingAsking, askBilling } from './ask-billing.ts';
import { nextPagePoll, pushLeaseMs, pushTimeoutMs } from './billing-waits.ts';
import { ensureCustomer } from './ensure-customer.ts';
import type { UsecaseConfig } from '../usecase-config.ts';
import type { InvoiceSettler } from './settle-invoice.ts';

type Pushing = BillingAsking & {
  readonly storage: Pick<BillingStore, 'readBilling' | 'changeBilling'> &
    Pick<InvoiceStore, 'readInvoice' | 'changeInvoice'>;
  readonly clock: Clock;
  readonly invoiceSettler: InvoiceSettler;
  readonly config: Pick<UsecaseConfig, 'invoiceWords' | 'railTimeoutMs' | 'leaseMs'>;
};

/** Throws as a rail does. */
export type InvoicePusher = (id: InvoiceId, signal: AbortSignal) => Promise<null>;

export function createInvoicePusher(deps: Pushing): InvoicePusher {
  const { storage, clock, invoiceSettler } = deps;

  /** Where the reply is cut, the reconciler asks again. */
  function close(id: InvoiceId): Promise<unknown> {
    return storage.changeInvoice({ id }, ({ invoice }) => {
      if (invoice === null || invoice.pushedAt !== null) return { write: null, answer: null };
      const now = clock.now();
      return {
        write: { invoice: { ...invoice, pushedAt: now, nextPollAt: nextPagePoll(0, now), polls: 0 } },
        answer: null,
      };
    });
  }

  /** The next look at an invoice that the provider does not have yet, unless somebody else has seen to it meanwhile. */
  async function lookAgainAt(id: InvoiceId, at: (polls: number) => number): Promise<void> {
    await storage.changeInvoice({ id }, ({ invoice }) =>
      invoice === null || invoice.providerInvoiceId !== null
        ? { write: null, answer: null }
        : { write: { invoice: { ...invoice, nextPollAt: at(invoice.polls) } }, answer: null },
    );
  }

  async function send({ invoice, lines }: InvoiceShown, signal: AbortSignal): Promise<void> {
    const { id } = invoice;
    const { customer } = await storage.readBilling({ id: invoice.customerId });
    invariant(customer !== null, `invoice ${id} is for nobody`);
    const { providerCustomerId } = await ensureCustomer(deps, customer, signal);
    const sent = linesToSend(lines, { amountCents: invoice.amountCents, words: deps.config.invoiceWords });
    const asked = { invoiceId: id, providerCustomerId, currency: invoice.currency, lines: sent };
    const patient = { ...deps, config: { railTimeoutMs: pushTimeoutMs(deps.config.railTimeoutMs, sent.length) } };
    const reading = await askBilling(patient, signal, (rail, limited) => rail.pushInvoice(asked, limited));
    await invoiceSettler.take(reading, null, { deliveryId: null, signal });
  }

  return async (id, signal) => {
    await close(id);
    const shown = await storage.readInvoice(id);
    invariant(shown !== null, `invoice ${id} is gone`);
    if (shown.invoice.providerInvoiceId !== null) return null;
    const leaseMs = pushLeaseMs(deps.config, shown.lines.length);
    await lookAgainAt(id, () => clock.now() + leaseMs);
    try {
      await send(shown, signal);
    } catch (error) {
      await lookAgainAt(id, (polls) => nextPagePoll(polls, clock.now()));
      throw error;
    }
    return null;
  };
}
