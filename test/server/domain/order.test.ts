// When an order is asked about, and when a watcher may leave.
import { expect, it } from 'vitest';
import { expireUnstarted, isSettled, nextPoll } from '../../../server/domain/orders/order.ts';
import { start } from '../../support/ledger-values.ts';
import { anOrder } from './money-life.ts';

const plan = {
  lateMs: 7 * 86_400_000,
  firstMs: 5_000,
  openMaxMs: 60_000,
  lateEveryMs: 3_600_000,
  paidEveryMs: 86_400_000,
};
const order = anOrder();
const over = order.expiresAt + plan.lateMs;

it('an unpaid order is asked about ever more seldom, past its end, and at last no more', () => {
  expect(nextPoll(order, plan, start)).toBe(start + 5_000);
  expect(nextPoll({ ...order, polls: 2 }, plan, start)).toBe(start + 20_000);
  expect(nextPoll({ ...order, polls: 1_000 }, plan, start)).toBe(start + 60_000);
  expect(nextPoll({ ...order, state: 'expired' }, plan, order.expiresAt)).toBe(order.expiresAt + 3_600_000);
  expect(nextPoll({ ...order, state: 'failed' }, plan, start)).toBe(start + 3_600_000);
  for (const state of ['seen', 'declined'] as const) {
    expect(nextPoll({ ...order, state }, plan, start)).toBe(start + 5_000);
    expect(nextPoll({ ...order, state }, plan, over)).toBeNull();
  }
});

it('a paid order and a refunded one are looked at once a day for a week', () => {
  for (const state of ['paid', 'refunded'] as const) {
    expect(nextPoll({ ...order, state }, plan, start)).toBe(start + 86_400_000);
    expect(nextPoll({ ...order, state }, plan, over)).toBeNull();
  }
});

it('a dispute and a refund on its way are asked about until they end, however long that takes', () => {
  const promised = { ...order, state: 'paid' as const, books: { ...order.books, refundedCents: 5, pendingCents: 5 } };
  for (const one of [promised, { ...order, state: 'disputed' as const }]) {
    expect(nextPoll({ ...one, polls: 1 }, plan, start)).toBe(start + 10_000);
    expect(nextPoll({ ...one, polls: 1_000 }, plan, over * 2)).toBe(over * 2 + 3_600_000);
  }
});

it('an order without a payment is not asked about once it is over', () => {
  expect(nextPoll({ ...order, state: 'expired', providerTxnId: null }, plan, start)).toBeNull();
});

it('only an order that nobody got to pay ends by its own time', () => {
  const unstarted = { ...order, providerTxnId: null };
  expect(expireUnstarted(unstarted, order.expiresAt - 1)).toBeNull();
  expect(expireUnstarted(order, order.expiresAt)).toBeNull();
  expect(expireUnstarted({ ...unstarted, state: 'failed' }, order.expiresAt)).toBeNull();
  expect(expireUnstarted(unstarted, order.expiresAt)).toMatchObject({
    order: { state: 'expired', nextPollAt: null },
    events: [{ kind: 'order.changed', state: 'expired' }],
  });
});

it('a watcher leaves when a purchase is over, whichever way', () => {
  for (const state of ['paid', 'expired', 'failed', 'refunded', 'disputed'] as const)
    expect(isSettled(state)).toBe(true);
  for (const state of ['open', 'seen', 'declined'] as const) expect(isSettled(state)).toBe(false);
});
