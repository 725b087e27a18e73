// An order's life as properties over everything a rail may say, in any order and however often.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderState } from '../../../server/contract/orders.ts';
import {
  type Wallet,
  emptyWallet,
  suspenseAccount,
  tokenOwner,
  walletAccount,
  walletId,
} from '../../../server/domain/ledger.ts';
import { type OrderRecord, applyReading, nextPoll } from '../../../server/domain/order.ts';
import { noMicrocredits } from '../../../server/domain/money.ts';
import { credits, hashOf, orderId, start } from '../../support/server-ledger.ts';

const plan = {
  lateMs: 7 * 86_400_000,
  firstMs: 5_000,
  openMaxMs: 60_000,
  lateEveryMs: 3_600_000,
  paidEveryMs: 86_400_000,
};
const none = emptyWallet({ id: walletId('w'), owner: tokenOwner(hashOf('t')) });

const order: OrderRecord = {
  id: orderId(),
  state: 'open',
  provider: 'sandbox',
  packId: 'small',
  amountCents: 500,
  currency: 'EUR',
  credits: credits(100),
  tokenHash: hashOf('t'),
  providerTxnId: 'txn',
  providerStatus: null,
  checkout: '{}',
  createdAt: start,
  expiresAt: start + 3_600_000,
  paidAt: null,
  claimedAt: null,
  nextPollAt: start,
  polls: 0,
  suspended: noMicrocredits,
};

const reading = fc.record({
  providerTxnId: fc.constant('txn'),
  state: fc.constantFrom(...OrderState.options),
  providerStatus: fc.constantFrom('a', 'b'),
  paidCents: fc.option(fc.nat({ max: 1_000 })),
});

type Life = {
  order: OrderRecord;
  wallet: Wallet;
  isNew: boolean;
  credited: number;
  suspended: number;
  refs: string[];
  states: string[];
};

function live(readings: readonly (typeof reading extends fc.Arbitrary<infer R> ? R : never)[]): Life {
  const life: Life = { order, wallet: none, isNew: true, credited: 0, suspended: 0, refs: [], states: [] };
  for (const [i, one] of readings.entries()) {
    const change = applyReading(life.order, one, {
      slot: { wallet: life.wallet, isNew: life.isNew },
      now: start + i * 600_000,
    });
    if (change === null) continue;
    life.order = change.order;
    life.states.push(...change.events.map(({ state }) => state));
    if (change.posting === null) continue;
    life.wallet = change.posting.after;
    life.isNew = false;
    for (const transfer of change.posting.transfers) {
      life.refs.push(transfer.ref);
      if (transfer.to === walletAccount(none.id)) life.credited += transfer.amount;
      if (transfer.to === suspenseAccount) life.suspended += transfer.amount;
      if (transfer.from === suspenseAccount) life.suspended -= transfer.amount;
    }
  }
  return life;
}

it('whatever a rail says, an order is credited at most once and with its own amount', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 30 }), (readings) => {
      const { credited, refs, order: last, states } = live(readings);
      expect([0, order.credits]).toContain(credited);
      expect(credited > 0).toBe(last.paidAt !== null);
      expect(new Set(refs).size).toBe(refs.length);
      expect(states.filter((state) => state === 'paid').length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1_000 },
  );
});

it('a paid order stays paid until it is refunded, and a refunded one refunded', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 30 }), (readings) => {
      const { states } = live(readings);
      // Credited, then perhaps refunded, then nothing: whatever else is said.
      const afterPaid = states.includes('paid') ? states.slice(states.indexOf('paid') + 1) : [];
      expect([[], ['refunded']]).toContainEqual(afterPaid);
      expect(states.indexOf('refunded')).toBe(states.includes('refunded') ? states.length - 1 : -1);
    }),
    { numRuns: 1_000 },
  );
});

it('an order that is over changes for money alone', () => {
  const at = { slot: { wallet: none, isNew: true }, now: start };
  const expired: OrderRecord = { ...order, state: 'expired', providerStatus: 'a' };
  for (const state of ['open', 'declined', 'failed', 'expired'] as const) {
    expect(applyReading(expired, { providerTxnId: 'txn', state, providerStatus: 'a', paidCents: null }, at)).toBeNull();
  }
  expect(
    applyReading(expired, { providerTxnId: 'txn', state: 'paid', providerStatus: 'a', paidCents: null }, at)?.order
      .state,
  ).toBe('paid');
});

it('an order is never moved by the reading of another payment', () => {
  const at = { slot: { wallet: none, isNew: true }, now: start };
  expect(() =>
    applyReading(order, { providerTxnId: 'other', state: 'paid', providerStatus: 'a', paidCents: null }, at),
  ).toThrow('another payment');
});

it('an unpaid order is asked about ever more seldom, past its end, and at last no more', () => {
  expect(nextPoll(order, plan, start)).toBe(start + 5_000);
  expect(nextPoll({ ...order, polls: 2 }, plan, start)).toBe(start + 20_000);
  expect(nextPoll({ ...order, polls: 1_000 }, plan, start)).toBe(start + 60_000);
  expect(nextPoll({ ...order, state: 'expired' }, plan, order.expiresAt)).toBe(order.expiresAt + 3_600_000);
  expect(nextPoll({ ...order, state: 'seen' }, plan, order.expiresAt + plan.lateMs)).toBeNull();
});

it('a paid order is looked at once a day for a week, and a refunded one never again', () => {
  const paid = { ...order, state: 'paid' as const };
  expect(nextPoll(paid, plan, start)).toBe(start + 86_400_000);
  expect(nextPoll(paid, plan, order.expiresAt + plan.lateMs)).toBeNull();
  expect(nextPoll({ ...order, state: 'refunded' }, plan, start)).toBeNull();
});

it('whatever way the money takes, the same sum ends in the wallet and in suspense', () => {
  const states = fc.constantFrom<OrderState>('open', 'seen', 'paid', 'expired', 'failed');
  const way = fc.array(fc.record({ state: states, paidCents: fc.nat({ max: 1_000 }) }), { maxLength: 12 });
  fc.assert(
    fc.property(way, fc.nat({ max: 1_000 }), (before, surplus) => {
      // What is paid over grows: nobody but the operator gives any of it back.
      const said = before.map((one) => ({ ...one, paidCents: Math.min(one.paidCents, 500 + surplus) }));
      const last = { state: 'paid' as const, paidCents: 500 + surplus };
      const readings = [...said.filter(({ state }) => state !== 'failed'), last];
      const life = live(
        readings.map((one) => ({ ...one, providerTxnId: 'txn' as const, providerStatus: 'a' as const })),
      );
      expect(life.credited).toBe(order.credits);
      expect(life.suspended).toBe(surplus * 200_000);
      expect(life.order.suspended).toBe(life.suspended);
    }),
    { numRuns: 1_000 },
  );
});

it('too little money stands in suspense once its order is over', () => {
  const said = {
    providerTxnId: 'txn' as const,
    state: 'expired' as const,
    providerStatus: 'a' as const,
    paidCents: 200,
  };
  expect([live([said]).suspended, live([said]).credited]).toEqual([40_000_000, 0]);
  expect(live([said, { ...said, paidCents: 300 }, said]).suspended).toBe(60_000_000);
});

it('a payment that turns out invalid after it was credited is taken back, once', () => {
  const said = { providerTxnId: 'txn' as const, state: 'paid' as const, providerStatus: 'a' as const, paidCents: 500 };
  const life = live([said, { ...said, state: 'failed' }, said, { ...said, state: 'failed' }]);
  expect([life.credited, life.wallet.balance, life.order.state]).toEqual([order.credits, 0, 'refunded']);
});
