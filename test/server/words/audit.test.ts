// What an audit finds is a code, and the doctor says it as one whole sentence.
import { expect, it } from 'vitest';
import { sayCounterFinding, sayFinding } from '../../../server/words/commands/audit.ts';

it.each([
  [{ code: 'accounts_unbalanced', sum: '-9007199254740993' }, 'The sum over all accounts is -9007199254740993, not 0.'],
  [
    { code: 'balance_differs', account: 'wallet:a', kept: 7, entries: 5 },
    'wallet:a has a balance of 7, but its entries come to 5.',
  ],
  [
    { code: 'held_differs', account: 'wallet:a', kept: 2, holds: 0 },
    'wallet:a has 2 held, but its open holds come to 0.',
  ],
  [
    { code: 'balance_impossible', account: 'wallet:a', balance: 1, held: 2 },
    'wallet:a has a balance of 1 and 2 held, which cannot be.',
  ],
  [{ code: 'wallet_missing', account: 'wallet:b' }, 'Something is held from wallet:b, but there is no such wallet.'],
  [{ code: 'suspense_differs', kept: 5, cases: 4 }, 'Suspense holds 5, but its open cases come to 4.'],
  [
    { code: 'refunded_too_much', order_id: 'o1', credited_cents: 500, refunded_cents: 600 },
    'Order o1 was credited for 500 cents, but 600 of them were refunded.',
  ],
  [
    {
      code: 'refunds_differ',
      order_id: 'o1',
      kept: { refunded_cents: 400, pending_cents: 300 },
      refunds: { refunded_cents: 300, pending_cents: 200 },
    },
    'Order o1 says 400 cents refunded and 300 pending, but its refunds come to 300 and 200.',
  ],
] as const)('the books: %j', (found, sentence) => {
  expect(sayFinding(found)).toBe(sentence);
});

it.each([
  [
    { code: 'messages_differ', window: 'day:1:user:ada', kept: 3, holds: 2 },
    'day:1:user:ada counts 3 messages, but its holds come to 2.',
  ],
  [
    {
      code: 'spending_differs',
      window: 'spent:1:user:ada',
      kept: { used: 121, settled: 120, overdrawn: 20 },
      holds: { used: 120, settled: 120, overdrawn: 20 },
    },
    'spent:1:user:ada counts 121 (120 settled, 20 overdrawn) microcredits, but its holds come to 120 (120 settled, 20 overdrawn).',
  ],
  [
    { code: 'budget_differs', window: 'key:k1', kept: 9, holds: 8 },
    'The budget key:k1 counts 9 microcredits, but its holds come to 8.',
  ],
] as const)('what plans count: %j', (found, sentence) => {
  expect(sayCounterFinding(found)).toBe(sentence);
});
