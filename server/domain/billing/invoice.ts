// An invoice as it is kept here, the lines that use and commitments make, and the rule that leads to what the provider says of it.
import type { Invoice, InvoiceId, InvoiceLine, InvoiceState } from '../../contract/billing/invoice.ts';
import type { CustomerId } from '../../contract/billing/subscription.ts';
import type { Microcredits } from '../../contract/money.ts';
import type { Provider } from '../../contract/orders/orders.ts';
import { brand } from '../../lib/brand.ts';
import { inCents, noMicrocredits } from '../money.ts';
import { product, type Rate, ratePer } from '../rate.ts';

/** `pushedAt`: from when on the provider has it, or may have it; it does not grow any more. `revision` as of a subscription. */
export type InvoiceRecord = {
  readonly id: InvoiceId;
  readonly customerId: CustomerId;
  readonly status: InvoiceState;
  readonly currency: string;
  readonly amountCents: number;
  /** Both days are part of it; null: the provider made the invoice. */
  readonly period: { readonly from: string; readonly to: string; readonly zone: string } | null;
  readonly provider: Provider | null;
  readonly providerInvoiceId: string | null;
  readonly providerStatus: string | null;
  readonly pageUrl: string | null;
  readonly createdAt: number;
  readonly pushedAt: number | null;
  readonly revision: number;
  readonly nextPollAt: number | null;
  readonly polls: number;
};

/** What the plan paid for with one model. */
export type ModelUse = {
  readonly model: string;
  readonly requests: number;
  readonly tokens: number;
  readonly amount: Microcredits;
};

/** A cycle that has ended, and what the plan paid for in it. */
export type CycleUse = {
  readonly id: string;
  readonly startsAt: number;
  readonly minCommitCents: number;
  readonly used: Microcredits;
};

/** What an invoice says in words, in the one language of its operator's. `count`: two or more. */
export type InvoiceWords = {
  readonly minimumCommitment: (cycle: { readonly startsAt: number; readonly zone: string }) => string;
  readonly others: (count: number) => string;
};

/** `step`: the cents of which all that can be charged is a multiple; 1 where any number of them can be. */
type LineTerms = {
  readonly creditRate: Rate;
  readonly zone: string;
  readonly words: InvoiceWords;
  readonly step: number;
};

/** Each line is rounded once to a cent, or to what can be charged, halves up. A commitment is billed by what its cycle came to less. */
export function linesOf(
  { usage, cycles }: { readonly usage: readonly ModelUse[]; readonly cycles: readonly CycleUse[] },
  { creditRate, zone, words, step }: LineTerms,
): readonly InvoiceLine[] {
  const inSteps = (amount: Microcredits) => inCents(amount, product(creditRate, ratePer(step, 1))) * step;
  const used = usage.map(({ model, requests, tokens, amount }) => ({
    kind: 'usage' as const,
    model,
    description: model,
    quantity: requests,
    tokens,
    amount_microcredits: amount,
    amount_cents: inSteps(amount),
  }));
  const committed = cycles.flatMap(({ startsAt, minCommitCents, used: amount }) => {
    const short = Math.max(0, minCommitCents - inSteps(amount));
    const cents = Math.round(short / step) * step;
    const description = words.minimumCommitment({ startsAt, zone });
    const line = { kind: 'minimum_commitment' as const, model: null, description, quantity: 1, tokens: 0 };
    return cents === 0 ? [] : [{ ...line, amount_microcredits: noMicrocredits, amount_cents: cents }];
  });
  return [...used, ...committed].map((line, index) => ({ id: `line-${index + 1}`, ...line }));
}

export function totalOf(lines: readonly InvoiceLine[]): number {
  return lines.reduce((sum, { amount_cents: cents }) => sum + cents, 0);
}

/** What a provider says of an invoice. */
export type InvoiceSaid = {
  readonly providerInvoiceId: string;
  readonly status: InvoiceState;
  readonly providerStatus: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly pageUrl: string | null;
  readonly invoiceId: string | null;
  readonly createdAt: number;
};

/** The invoice as the provider has it; `known` null: it was made there. The same again changes nothing. */
export function readInvoice(
  known: InvoiceRecord | null,
  said: InvoiceSaid,
  at: { readonly provider: Provider; readonly customerId: CustomerId; readonly newId: () => string },
): InvoiceRecord {
  const before = known ?? madeThere(said, at);
  const after: InvoiceRecord = {
    ...before,
    status: said.status,
    // What was made here says itself what it comes to.
    amountCents: before.period === null ? said.amountCents : before.amountCents,
    provider: at.provider,
    providerInvoiceId: said.providerInvoiceId,
    providerStatus: said.providerStatus,
    pageUrl: said.pageUrl,
  };
  const isSame =
    known !== null &&
    before.status === after.status &&
    before.amountCents === after.amountCents &&
    before.providerInvoiceId === after.providerInvoiceId &&
    before.providerStatus === after.providerStatus &&
    before.pageUrl === after.pageUrl;
  return isSame ? before : { ...after, revision: before.revision + 1, nextPollAt: null, polls: 0 };
}

function madeThere(
  { amountCents, currency, createdAt }: InvoiceSaid,
  {
    provider,
    customerId,
    newId,
  }: { readonly provider: Provider; readonly customerId: CustomerId; readonly newId: () => string },
): InvoiceRecord {
  return {
    id: brand<InvoiceId>(newId()),
    customerId,
    status: 'draft',
    currency,
    amountCents,
    period: null,
    provider,
    providerInvoiceId: null,
    providerStatus: null,
    pageUrl: null,
    createdAt,
    pushedAt: createdAt,
    revision: 0,
    nextPollAt: null,
    polls: 0,
  };
}

export function toInvoice(invoice: InvoiceRecord): Invoice {
  return {
    id: invoice.id,
    customer_id: invoice.customerId,
    origin: invoice.period === null ? 'provider' : 'usage',
    status: invoice.status,
    currency: invoice.currency,
    amount_cents: invoice.amountCents,
    date_from: invoice.period?.from ?? null,
    date_to: invoice.period?.to ?? null,
    time_zone: invoice.period?.zone ?? null,
    stripe_invoice_id: invoice.providerInvoiceId,
    provider_status: invoice.providerStatus,
    page_url: invoice.pageUrl,
    created_at: invoice.createdAt,
  };
}
