// What every store must guarantee of invoices, and of the use that each bills.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InvoiceId } from '../../../../server/contract/billing/invoice.ts';
import { type CustomerRecord, subjectOf } from '../../../../server/domain/billing/customer.ts';
import type { InvoiceRecord } from '../../../../server/domain/billing/invoice.ts';
import { microcredits } from '../../../../server/domain/money.ts';
import type { CounterKey } from '../../../../server/domain/plans/plan.ts';
import { brand } from '../../../../server/lib/brand.ts';
import { start } from '../../../support/ledger-values.ts';
import { newOne } from './billing.ts';
import type { Both } from './both.ts';
import { use } from './fixtures.ts';

const twoDays = { from: '2026-01-01', to: '2026-01-02' };

export function provesInvoices(both: Both): void {
  const write = (customer: CustomerRecord) =>
    both.storage.changeBilling({ id: customer.id }, () => ({ write: { customer }, answer: null }));

  describe('invoices', () => {
    it('an invoice, its lines and the use that it bills are one commit, and come back as they were written', async () => {
      const customer = newOne();
      await write(customer);
      const ask = { customerId: customer.id, period: twoDays, window: { startsAt: 0, endsAt: start } };
      const invoice = invoiceOf(customer);
      const line = { id: 'line-1', kind: 'usage', model: 'm', description: 'm', quantity: 1, tokens: 2 } as const;
      const lines = [{ ...line, amount_microcredits: microcredits(3), amount_cents: 4 }];
      await both.storage.billUsage(ask, (seen) => {
        expect(seen).toEqual({ customer, invoice: null, usage: [], cycles: [] });
        return { write: { invoice, lines, letters: [] }, answer: null };
      });
      expect(await both.other.readInvoice(invoice.id)).toEqual({ invoice, lines });
      expect(await both.other.readInvoice(brand<InvoiceId>(randomUUID()))).toBeNull();
      const bound = { ...invoice, provider: 'stripe', providerInvoiceId: 'in', nextPollAt: 5 } as const;
      await both.storage.changeInvoice({ id: invoice.id }, (seen) => {
        expect(seen).toEqual({ invoice, customer });
        return { write: { invoice: bound }, answer: null };
      });
      const named = { atProvider: { provider: 'stripe', id: 'in' }, ours: null, customer: 'cus' } as const;
      const found = await both.other.changeInvoice(named, (seen) => ({ write: null, answer: seen }));
      expect(found).toEqual({ invoice: bound, customer });
      const unknown = { ...named, atProvider: { provider: 'stripe', id: 'other' } } as const;
      expect(await both.other.changeInvoice(unknown, (seen) => ({ write: null, answer: seen }))).toEqual({
        invoice: null,
        customer,
      });
      const page = { customerId: customer.id, limit: 5, offset: 0 };
      expect(await both.other.pageInvoices(page)).toEqual({ rows: [bound], total: 1 });
      expect(await both.storage.leaseInvoices({ now: 5, until: 9, limit: 5 })).toMatchObject([{ polls: 1 }]);
      expect(await both.other.leaseInvoices({ now: 5, until: 9, limit: 5 })).toEqual([]);
    });

    it('a draft that is written again for another window bills what is in that one, and leaves the rest to others', async () => {
      const customer = newOne();
      await write(customer);
      const counted = [{ key: brand<CounterKey>(`month:2026-01:${subjectOf(customer.entity)}`), endsAt: start * 2 }];
      await use(both.storage, { endedAt: start + 1_000, counted });
      await use(both.storage, { endedAt: start + 2_000, counted });
      const bill = (invoice: InvoiceRecord, [startsAt, endsAt]: readonly [number, number]) =>
        both.storage.billUsage(
          { customerId: customer.id, period: invoice.period ?? twoDays, window: { startsAt, endsAt } },
          ({ usage }) => ({
            write: { invoice, lines: [], letters: [] },
            answer: usage.reduce((sum, { requests }) => sum + requests, 0),
          }),
        );
      const draft = invoiceOf(customer);
      const next = invoiceOf(customer, { from: '2026-01-02', to: '2026-01-03' });
      expect(await bill(draft, [start, start + 3_000])).toBe(2);
      expect(await bill(next, [start, start + 3_000])).toBe(0);
      const moved = { ...draft, currency: 'EUR', period: { ...twoDays, zone: 'Asia/Shanghai' } };
      expect(await bill(moved, [start, start + 2_000])).toBe(1);
      expect(await both.other.readInvoice(draft.id)).toEqual({ invoice: moved, lines: [] });
      expect(await bill(next, [start, start + 3_000])).toBe(1);
      expect(await bill(moved, [start, start + 3_000])).toBe(1);
    });
  });
}

function invoiceOf(
  { id: customerId }: CustomerRecord,
  period: { readonly from: string; readonly to: string } = twoDays,
): InvoiceRecord {
  return {
    id: brand<InvoiceId>(randomUUID()),
    customerId,
    status: 'draft',
    currency: 'USD',
    amountCents: 4,
    period: { ...period, zone: 'UTC' },
    provider: null,
    providerInvoiceId: null,
    providerStatus: null,
    pageUrl: null,
    createdAt: start,
    pushedAt: null,
    revision: 1,
    nextPollAt: null,
    polls: 0,
  };
}
