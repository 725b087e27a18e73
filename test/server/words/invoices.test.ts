// What invoices say in words: each language its own, with days by the customer's clocks.
import { expect, it } from 'vitest';
import { languages } from '../../../server/words/language.ts';
import { invoiceWords } from '../../../server/words/invoices.ts';

it('a day is the one on which the cycle began where the customer is', () => {
  const startsAt = Date.UTC(2026, 8, 30, 22);
  const { minimumCommitment } = invoiceWords('de');
  expect(minimumCommitment({ startsAt, zone: 'Europe/Berlin' })).toMatch(/ab 1\. Oktober 2026$/);
  expect(minimumCommitment({ startsAt, zone: 'UTC' })).toMatch(/ab 30\. September 2026$/);
});

it('no language is left out, and none speaks another’s words', () => {
  const said = languages.map((language) => {
    const { minimumCommitment, others } = invoiceWords(language);
    return [minimumCommitment({ startsAt: 0, zone: 'UTC' }), others(1234)];
  });
  expect(new Set(said.flat()).size).toBe(2 * languages.length);
});
