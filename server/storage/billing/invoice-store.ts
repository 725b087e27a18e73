// The port of invoices, and of the use that they are made from.
import type { InvoiceId, InvoiceLine } from '../../contract/billing/invoice.ts';
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { AtProvider, CustomerRecord } from '../../domain/billing/customer.ts';
import type { CycleUse, InvoiceRecord, ModelUse } from '../../domain/billing/invoice.ts';
import type { OutgoingLetter } from '../../domain/letters/outgoing.ts';
import type { TimeWindow } from '../../domain/plans/calendar.ts';
import type { Decide, Lease } from '../commands.ts';
import type { Listed, Page } from './billing-store.ts';

export type InvoiceStore = {
  readInvoice(id: InvoiceId): Promise<InvoiceShown | null>;
  /** Newest first. */
  pageInvoices(page: Page & { readonly customerId: CustomerId | null }): Promise<Listed<InvoiceRecord>>;
  /** Shows what the plan paid for in a window and no other invoice has, and puts it on the one that is written. */
  billUsage<A>(ask: UsageAsk, decide: Decide<UsageSeen, UsageWrite, A>): Promise<A>;
  changeInvoice<A>(named: InvoiceNamed, decide: Decide<InvoiceSeen, InvoiceWrite, A>): Promise<A>;
  /** Those that the provider is to be given. */
  leaseInvoices(lease: Lease): Promise<readonly InvoiceRecord[]>;
};

export type InvoiceShown = { readonly invoice: InvoiceRecord; readonly lines: readonly InvoiceLine[] };

/** Use counts when it has ended. Both days are part of the period, and `window` is what they come to on the time line. */
export type UsageAsk = {
  readonly customerId: CustomerId;
  readonly period: { readonly from: string; readonly to: string };
  readonly window: TimeWindow;
};

/** `invoice`: the one of the same period. `usage` and `cycles`: of no other invoice; cycles that ended in the window and ran to their end. */
export type UsageSeen = {
  readonly customer: CustomerRecord | null;
  readonly invoice: InvoiceRecord | null;
  readonly usage: readonly ModelUse[];
  readonly cycles: readonly CycleUse[];
};

export type UsageWrite = InvoiceShown & { readonly letters: readonly OutgoingLetter[] };

/** `customer`: for one that is not known yet, whose it is at the provider. */
export type InvoiceNamed =
  | { readonly id: InvoiceId }
  | { readonly atProvider: AtProvider; readonly ours: InvoiceId | null; readonly customer: string };

export type InvoiceSeen = { readonly invoice: InvoiceRecord | null; readonly customer: CustomerRecord | null };

export type InvoiceWrite = {
  readonly invoice?: InvoiceRecord;
  readonly customer?: CustomerRecord;
  readonly letters?: readonly OutgoingLetter[];
  readonly deliveryId?: number | null;
};
