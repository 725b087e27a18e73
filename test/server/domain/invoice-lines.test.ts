// What use and commitments come to on an invoice, by the rate and by what can be charged.
import { expect, it } from 'vitest';
import { linesOf, totalOf } from '../../../server/domain/billing/invoice.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { toRate } from '../../../server/domain/rate.ts';
import { invoiceWords } from '../../../server/words/invoices.ts';

const terms = { creditRate: toRate('3000'), zone: 'UTC', words: invoiceWords('en') };
const use = { model: 'm', requests: 1, tokens: 2 };

it.each([
  [1, [333, 4, 167]],
  [10, [330, 0, 170]],
  [100, [300, 0, 200]],
])('lines that can be charged in steps of %i are multiples of it, each rounded once', (step, cents) => {
  const seen = {
    usage: [
      { ...use, amount: microcredits(1_000_000) },
      { ...use, amount: microcredits(12_000) },
    ],
    cycles: [{ id: 'c', startsAt: 0, minCommitCents: 500, used: microcredits(1_000_000) }],
  };
  const lines = linesOf(seen, { ...terms, step });
  expect(lines.map((line) => line.amount_cents)).toEqual(cents);
  expect(totalOf(lines) % step).toBe(0);
});
