// What a purchase says of its money in each of its states.
import { describe, expect, test } from 'vitest';
import { Provider } from '../../../server/contract/orders/orders.ts';
import { PurchaseState, type Purchase, type PurchaseRefund } from '../../../src/preload/contract/account.ts';
import { purchaseUnderWay, viewPurchase } from '../../../src/renderer/features/account/purchase-view.ts';
import { sayRefunds } from '../../../src/renderer/features/account/purchases/refund-words.ts';
import { freeAccount, samplePurchase } from '../../support/core-double/sample-account.ts';
import { sampleInvoice } from '../../support/core-double/sample-invoice.ts';
import { wordsFor } from '../../../src/words/words.ts';

const inState = (state: Purchase['state'], change: Partial<Purchase> = {}): Purchase => ({
  ...samplePurchase(0, 1, state),
  ...change,
});
const refund = (change: Partial<PurchaseRefund> = {}): PurchaseRefund => ({
  id: 'r1',
  amountCents: 400,
  state: 'pending',
  collectUrl: null,
  ...change,
});

test('once a part has come in, nobody reads that they were not charged', () => {
  const { methods } = sampleInvoice('http://127.0.0.1/', true);
  for (const state of ['open', 'expired', 'failed', 'abandoned'] as const) {
    const { sentence } = viewPurchase(inState(state, { provider: 'btcpay', methods: [...methods] }));
    expect(sentence).not.toContain('haven’t been charged');
    expect(sentence).toMatch(/[Pp]art/);
  }
});

describe('in every state', () => {
  test.each(PurchaseState.options)('%s has words, whole sentences, for every way to pay', (state) => {
    for (const provider of Provider.options) {
      const { label, sentence } = viewPurchase(inState(state, { provider }));
      expect(label).not.toBe('');
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('only what can still change is under way', () => {
    const underWay = PurchaseState.options.filter((state) => viewPurchase(inState(state)).isUnderWay);
    expect(underWay).toEqual(['starting', 'open', 'seen', 'declined', 'paid']);
  });

  test('only what took no money is offered a second time', () => {
    const repeated = PurchaseState.options.filter((state) => viewPurchase(inState(state)).canRepeat);
    expect(repeated).toEqual(['expired', 'failed', 'abandoned']);
  });

  test.each(['starting', 'open', 'declined', 'expired', 'failed'] as const)(
    '%s says that nothing was taken',
    (state) => {
      expect(viewPurchase(inState(state)).sentence).toMatch(/haven’t been charged/);
    },
  );
});

test('a payment that is confirmed slowly says how long that takes, by the way it was paid', () => {
  expect(viewPurchase(inState('seen', { provider: 'btcpay' })).sentence).toContain('10 minutes to an hour');
  expect(viewPurchase(inState('seen', { provider: 'stripe' })).sentence).toContain('a few days');
});

test('only a late payment in bitcoin is said not to be lost', () => {
  expect(viewPurchase(inState('expired', { provider: 'btcpay' })).sentence).toContain('will be credited');
  expect(viewPurchase(inState('expired', { provider: 'stripe' })).sentence).not.toContain('lost');
});

test('trouble with a purchase under way is told in place of its usual words', () => {
  expect(viewPurchase(inState('open', { trouble: { code: 'other', text: 'The server is away.' } }))).toMatchObject({
    sentence: 'The server is away.',
    tone: 'attention',
    isUnderWay: true,
  });
  expect(viewPurchase(inState('claimed', { trouble: { code: 'other', text: 'old' } })).sentence).not.toBe('old');
});

test('a purchase that waits for the server says what happens and what to do', () => {
  const { sentence } = viewPurchase(inState('open', { trouble: { code: 'offline' } }));
  expect(sentence).toContain('Nothing is lost');
  expect(sentence).toContain('Check your connection');
  expect(sentence).not.toContain('goes on by itself');
});

test('the newest purchase under way is the one to continue', () => {
  const state = {
    ...freeAccount(0),
    purchases: [samplePurchase(0, 3, 'claimed'), samplePurchase(0, 2, 'open'), samplePurchase(0, 1, 'open')],
  };
  expect(purchaseUnderWay(state)?.orderId).toBe(state.purchases[1]?.orderId);
  expect(purchaseUnderWay(null)).toBeNull();
});

describe('money that goes back', () => {
  const partly = (refunds: readonly PurchaseRefund[], change: Partial<Purchase> = {}): Purchase =>
    inState('claimed', { refundedCents: 400, refunds: [...refunds], ...change });

  test('a refund that has to be collected asks for attention and leads to where it is', () => {
    const purchase = partly([refund({ collectUrl: 'https://pay.example.org/1' })], { provider: 'btcpay' });
    expect(viewPurchase(purchase)).toMatchObject({ label: 'Refund ready', tone: 'attention' });
    expect(sayRefunds(purchase, wordsFor(['en']))).toEqual([
      {
        id: 'r1',
        sentence: '€4.00 is ready to collect. Choose the wallet it should go to.',
        collectUrl: 'https://pay.example.org/1',
      },
    ]);
  });

  test('a refund that was collected leads nowhere any more', () => {
    const purchase = partly([refund({ state: 'succeeded', collectUrl: 'https://pay.example.org/1' })]);
    expect(sayRefunds(purchase, wordsFor(['en']))).toMatchObject([
      { sentence: '€4.00 was refunded.', collectUrl: null },
    ]);
    expect(viewPurchase(purchase)).toMatchObject({ label: 'Partly refunded', tone: 'good' });
  });

  test('a refund to a card says how long banks take', () => {
    const purchase = partly([refund()], { provider: 'stripe' });
    expect(viewPurchase(purchase).label).toBe('Refund pending');
    expect(sayRefunds(purchase, wordsFor(['en']))[0]?.sentence).toContain('5 to 10 days');
  });

  test('a refund that failed says whose the credits are now', () => {
    const purchase = partly([refund({ state: 'failed' })], { refundedCents: 0 });
    expect(viewPurchase(purchase).label).toBe('Added');
    expect(sayRefunds(purchase, wordsFor(['en']))[0]?.sentence).toContain('you keep the credits');
  });

  test('where only the sum is known, the sum is told', () => {
    expect(sayRefunds(partly([]), wordsFor(['en']))[0]?.sentence).toBe('€4.00 was refunded, or is being refunded.');
    expect(sayRefunds(inState('claimed'), wordsFor(['en']))).toEqual([]);
  });

  test('a payment that the bank looks into is called so, whatever went back before', () => {
    expect(viewPurchase(inState('disputed', { refundedCents: 400, refunds: [refund()] })).label).toBe('Disputed');
  });
});
