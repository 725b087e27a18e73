// What a provider is sent of an invoice: all that costs something, and never more lines than it takes.
import { expect, it } from 'vitest';
import type { InvoiceLine } from '../../../server/contract/billing/invoice.ts';
import { linesToSend } from '../../../server/domain/billing/lines-to-send.ts';
import { invoiceWords } from '../../../server/words/invoices.ts';
import { microcredits } from '../../../server/domain/money.ts';

const line = (cents: number, index: number): InvoiceLine => ({
  id: `line-${index + 1}`,
  kind: 'usage',
  model: `m${index}`,
  description: `m${index}`,
  quantity: 1,
  tokens: 1,
  amount_microcredits: microcredits(0),
  amount_cents: cents,
});
const words = invoiceWords('en');
const linesOf = (amounts: readonly number[]) => amounts.map(line);
const total = (amounts: readonly number[]) => amounts.reduce((sum, each) => sum + each, 0);

it('leaves out what costs nothing, and keeps the order', () => {
  expect(linesToSend(linesOf([5, 0, 3]), { amountCents: 8, words })).toEqual([
    { id: 'line-1', description: 'm0', amountCents: 5 },
    { id: 'line-3', description: 'm2', amountCents: 3 },
  ]);
});

it('sends the smallest of too many lines as one, and what they come to stays the same', () => {
  const amounts = Array.from({ length: 251 }, (_, index) => 1 + (index % 100));
  const all = linesToSend(linesOf(amounts), { amountCents: total(amounts), words });
  expect(all).toHaveLength(250);
  expect(total(all.map(({ amountCents }) => amountCents))).toBe(total(amounts));
  expect(all.at(-1)).toEqual({ id: 'line-others', description: '2 smaller items', amountCents: 2 });
  const few = amounts.slice(0, 250);
  expect(linesToSend(linesOf(few), { amountCents: total(few), words }).at(-1)).toMatchObject({ id: 'line-250' });
});

it('sends nothing where a line takes something off, or the lines do not come to the amount', () => {
  expect(() => linesToSend(linesOf([5, -2]), { amountCents: 3, words })).toThrow('less than nothing');
  expect(() => linesToSend(linesOf([5, 2]), { amountCents: 6, words })).toThrow('amount');
});
