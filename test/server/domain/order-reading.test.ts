// What becomes of an order's money, whatever a rail says, in whatever order and however often. The table of bookings is in
// docs/decisions/0006-bookings.md; each of its rows is a test here.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderState } from '../../../server/contract/orders/orders.ts';
import { emptyWallet, tokenOwner, walletId } from '../../../server/domain/wallets/ledger.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { applyReading, type PaymentReading } from '../../../server/domain/orders/order-reading.ts';
import { credits, hashOf, start } from '../../support/ledger-values.ts';
import { type Life, aReading, anOrder, beginLife, price } from './money-life.ts';

const told = (id: string, amountCents: number, state: 'pending' | 'succeeded' | 'failed' = 'succeeded') => ({
  providerRefundId: id,
  refundId: null,
  amountCents,
  state,
  collectUrl: null,
});

const refund = fc.record({
  providerRefundId: fc.constantFrom('re_1', 're_2', 're_3'),
  refundId: fc.constant(null),
  amountCents: fc.integer({ min: 1, max: 600 }),
  state: fc.constantFrom('pending', 'succeeded', 'failed'),
  collectUrl: fc.constant(null),
});

const reading = fc.record({
  providerTxnId: fc.constant('txn'),
  paymentTxnId: fc.constant('txn'),
  state: fc.constantFrom(...OrderState.options.filter((state) => state !== 'disputed')),
  providerStatus: fc.constantFrom('a', 'b'),
  paidCents: fc.option(fc.nat({ max: 1_000 })),
  refunds: fc.uniqueArray(refund, { selector: ({ providerRefundId }) => providerRefundId, maxLength: 3 }),
  dispute: fc.constantFrom('none', 'open', 'won', 'lost'),
});

const step = fc.oneof(
  { weight: 4, arbitrary: reading },
  { weight: 1, arbitrary: fc.record({ spend: fc.integer({ min: 1, max: 60 }) }) },
);

/** What the order credits: mostly more microcredits than cents, and now and then so few that each part is rounded. */
const size = fc.constantFrom(credits(100), credits(100), microcredits(250), microcredits(7), microcredits(0));

function take(life: Life, one: PaymentReading | { readonly spend: number }): void {
  if ('spend' in one) life.spend(one.spend);
  else life.read(one);
  life.wait(600_000);
}

describe('whatever a rail says', () => {
  it('the books come out even after every step, and never is more refunded than was paid', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), size, (steps, worth) => {
        const life = beginLife(anOrder({ credits: worth }));
        for (const one of steps) {
          take(life, one);
          expect(life.faults()).toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a payment is credited once at most, and never with more than the order’s own amount', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const life = beginLife();
        for (const one of steps) take(life, one);
        const { credited, creditedCents } = life.books();
        expect(life.refs.filter((ref) => ref.startsWith('payment:')).length).toBe(creditedCents > 0 ? 1 : 0);
        expect(credited).toBeLessThanOrEqual(credits(100));
        expect(creditedCents > 0).toBe(life.account().order.paidAt !== null);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the same reading again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), reading, (steps, last) => {
        const life = beginLife();
        for (const one of steps) take(life, one);
        life.read(last);
        // What was spent or freed between may still move; nothing did here, and so all is as it was told.
        expect(life.read(last)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('whatever was told before, the last word decides what stands where', () => {
    // What is refunded only grows, as it does at a provider; all else may go to and fro.
    const way = fc.array(
      reading.map((one) => ({ ...one, refunds: [] })),
      { maxLength: 12 },
    );
    const paid = (surplus: number, back: readonly number[], dispute: 'none' | 'open' | 'won') =>
      aReading({ paidCents: price + surplus, refunds: back.map((cents, i) => told(`re_${i}`, cents)), dispute });
    fc.assert(
      fc.property(
        way,
        fc.nat({ max: 400 }),
        fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 3 }),
        fc.constantFrom('none', 'open', 'won'),
        (before, surplus, back, dispute) => {
          const last = paid(surplus, back, dispute);
          const straight = beginLife();
          straight.read(last);
          const round = beginLife();
          // A bank's last word and a whole refund are last words indeed; and a payment is what it was credited as.
          for (const one of before) {
            const isFinal = one.state === 'refunded' || one.dispute === 'lost';
            const isPart = one.state === 'paid' && one.paidCents !== null && one.paidCents < price;
            if (!isFinal && !isPart)
              take(round, {
                ...one,
                paidCents: one.paidCents === null ? null : Math.min(one.paidCents, price + surplus),
              });
          }
          round.read(last);
          for (const account of ['world:sandbox', 'wallet:w', 'suspense', 'refunds', 'shortfall'])
            expect([account, round.sum(account)]).toEqual([account, straight.sum(account)]);
          expect(round.state()).toBe(straight.state());
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a payment', () => {
  it('is credited in full when it is settled, whether or not the rail says how much came in', () => {
    for (const paidCents of [null, price]) {
      const life = beginLife();
      life.read({ paidCents });
      expect([life.state(), life.inWallet(), life.sum('world:sandbox')]).toEqual(['paid', 100, -100]);
    }
  });

  it('that is more than the price stands aside for the rest, also when it was paid twice', () => {
    const life = beginLife();
    life.read({ paidCents: 2 * price });
    expect([life.state(), life.inWallet(), life.sum('suspense')]).toEqual(['paid', 100, 100]);
    expect(life.openCases()).toMatchObject([{ kind: 'overpaid', cents: 500, amount: credits(100) }]);
  });

  it('that was too little stands aside once its order is over, and counts when the rest comes after all', () => {
    const life = beginLife();
    life.read({ state: 'seen', paidCents: 200 });
    life.read({ state: 'expired', paidCents: 200 });
    expect([life.state(), life.inWallet(), life.sum('suspense')]).toEqual(['expired', 0, 40]);
    expect(life.openCases()).toMatchObject([{ kind: 'underpaid', cents: 200 }]);
    life.read({ paidCents: 600 });
    expect([life.state(), life.inWallet(), life.sum('suspense')]).toEqual(['paid', 100, 20]);
    expect(life.account().cases).toMatchObject([
      { outcome: 'counted' },
      { kind: 'overpaid', cents: 100, outcome: null },
    ]);
  });

  it('that came when the order was over, and is too little, is a case of its own kind', () => {
    const life = beginLife();
    life.read({ state: 'expired', paidCents: 0 });
    life.read({ state: 'expired', paidCents: 250 });
    expect(life.openCases()).toMatchObject([{ kind: 'late_partial', cents: 250, amount: credits(50) }]);
  });

  it('that came late is credited in full, or in proportion where the rail says that it is all there will be', () => {
    const full = beginLife();
    full.read({ state: 'expired', paidCents: 0 });
    full.read();
    expect([full.state(), full.inWallet()]).toEqual(['paid', 100]);
    const part = beginLife();
    part.read({ state: 'expired', paidCents: 0 });
    part.read({ paidCents: 333 });
    expect([part.state(), part.inWallet(), part.books().creditedCents]).toEqual(['paid', 66.6, 333]);
    part.read({ paidCents: 343 });
    expect([part.inWallet(), part.sum('suspense')]).toEqual([66.6, 2]);
  });

  it('that goes back to new, as a replaced transaction does, makes a seen order an open one', () => {
    const life = beginLife();
    for (const state of ['seen', 'open', 'seen', 'paid'] as const) life.read({ state });
    expect(life.told).toEqual(['order.changed:seen', 'order.changed:open', 'order.changed:seen', 'order.changed:paid']);
  });

  it('by a delayed method is seen, and then paid or failed', () => {
    for (const [end, inWallet] of [
      ['paid', 100],
      ['failed', 0],
    ] as const) {
      const life = beginLife();
      life.read({ state: 'seen', paidCents: 0 });
      life.read({ state: end });
      expect([life.state(), life.inWallet()]).toEqual([end, inWallet]);
    }
  });

  it('that turns out void is taken back as far as it is free, and given again when it is good after all', () => {
    const life = beginLife();
    life.read();
    life.spend(30);
    life.read({ state: 'failed' });
    expect([life.state(), life.inWallet(), life.sum('world:sandbox'), life.sum('shortfall')]).toEqual([
      'failed',
      0,
      0,
      -30,
    ]);
    life.read();
    expect([life.state(), life.inWallet(), life.sum('shortfall'), life.faults()]).toEqual(['paid', 70, 0, []]);
  });

  it('whose surplus turns out not to be there leaves nothing in suspense', () => {
    const life = beginLife();
    life.read({ paidCents: 700 });
    life.read({ paidCents: 500 });
    expect([life.sum('suspense'), life.account().cases[0]?.outcome]).toEqual([0, 'withdrawn']);
  });

  it('takes the name under which it is known from then on, once', () => {
    const life = beginLife(anOrder({ providerTxnId: 'cs_1' }));
    life.read({ providerTxnId: 'cs_1', paymentTxnId: 'pi_1' });
    life.read({ providerTxnId: 'pi_1', paymentTxnId: 'pi_1' });
    expect([life.account().order.providerTxnId, life.inWallet()]).toEqual(['pi_1', 100]);
    expect(life.refs).toEqual(['payment:sandbox:pi_1']);
  });

  it('of another order moves nothing', () => {
    const life = beginLife();
    expect(() => life.read({ providerTxnId: 'other', paymentTxnId: 'other' })).toThrow('another payment');
  });

  it('that nobody made changes an order that is over for money alone', () => {
    const slot = { wallet: emptyWallet({ id: walletId('w'), owner: tokenOwner(hashOf('t')) }), isNew: true };
    const account = { order: anOrder({ state: 'expired', providerStatus: 'a' }), refunds: [], cases: [] };
    const at = { slot, now: start, newId: () => 'never drawn' };
    for (const state of ['open', 'declined', 'failed', 'expired'] as const)
      expect(applyReading(account, aReading({ state, providerStatus: 'a', paidCents: null }), at)).toBeNull();
    expect(applyReading(account, aReading(), at)?.order.state).toBe('paid');
  });
});

describe('a refund at the provider', () => {
  it('takes credits in proportion, each once by its own id, and the whole takes the whole', () => {
    const life = beginLife();
    life.read();
    life.read({ refunds: [told('re_1', 125)] });
    life.read({ refunds: [told('re_1', 125)] });
    expect([life.state(), life.inWallet(), life.books().refundedCents]).toEqual(['paid', 75, 125]);
    life.read({ refunds: [told('re_1', 125), told('re_2', 375)] });
    expect([life.state(), life.inWallet(), life.books().refundedCents]).toEqual(['refunded', 0, 500]);
    expect(life.told.slice(1)).toEqual([
      'refund.changed:succeeded',
      'order.changed:refunded',
      'refund.changed:succeeded',
    ]);
  });

  it('takes what is free, and records what was spent before as a shortfall', () => {
    const life = beginLife();
    life.read();
    life.spend(80);
    life.read({ state: 'refunded', refunds: [told('re_1', 500)] });
    expect([life.inWallet(), life.sum('refunds'), life.sum('shortfall')]).toEqual([0, 100, -80]);
    expect(life.account().refunds).toMatchObject([{ credits: { taken: credits(20), short: credits(80) } }]);
  });

  it('that is not told one by one is booked as one', () => {
    const life = beginLife();
    life.read();
    life.read({ state: 'refunded' });
    life.read({ state: 'refunded', refunds: [told('re_1', 500)] });
    expect([life.state(), life.inWallet(), life.liveRefunds().length]).toEqual(['refunded', 0, 1]);
  });

  it('that fails gives the credits back, and that succeeds after all takes them again', () => {
    const life = beginLife();
    life.read();
    for (const [state, left] of [
      ['pending', 40],
      ['failed', 100],
      ['succeeded', 40],
      ['failed', 100],
    ] as const) {
      life.read({ refunds: [told('re_1', 300, state)] });
      expect([state, life.inWallet(), life.faults()]).toEqual([state, left, []]);
    }
  });

  it('of which the buyer collected only a part takes only a part', () => {
    const life = beginLife();
    life.read();
    life.read({ refunds: [told('re_1', 500, 'pending')] });
    expect([life.state(), life.inWallet()]).toEqual(['paid', 0]);
    life.read({ refunds: [told('re_1', 200)] });
    expect([life.state(), life.inWallet(), life.books().refundedCents]).toEqual(['paid', 60, 200]);
  });

  it('comes first out of what stands aside', () => {
    const life = beginLife();
    life.read({ paidCents: 800 });
    life.read({ paidCents: 800, refunds: [told('re_1', 100)] });
    expect([life.inWallet(), life.sum('suspense')]).toEqual([100, 40]);
    life.read({ paidCents: 800, refunds: [told('re_1', 100), told('re_2', 450)] });
    expect([life.inWallet(), life.sum('suspense'), life.sum('refunds')]).toEqual([50, 0, 110]);
    life.read({ paidCents: 800, refunds: [told('re_1', 100), told('re_2', 450, 'failed')] });
    expect([life.inWallet(), life.sum('suspense'), life.faults()]).toEqual([100, 40, []]);
  });

  it('of money that never bought anything leaves nothing in suspense', () => {
    const life = beginLife();
    life.read({ state: 'expired', paidCents: 200 });
    life.read({ state: 'refunded', paidCents: 200, refunds: [told('re_1', 200)] });
    expect([life.state(), life.sum('suspense'), life.sum('refunds'), life.inWallet()]).toEqual(['refunded', 0, 40, 0]);
  });

  it('of a payment that was never seen paid ends in the same books', () => {
    const life = beginLife();
    life.read({ state: 'refunded', refunds: [told('re_1', 500)] });
    expect([life.state(), life.inWallet(), life.sum('refunds')]).toEqual(['refunded', 0, 100]);
  });
});

describe('a dispute', () => {
  it('freezes what is free and, while it lasts, what gets free', () => {
    const life = beginLife();
    life.read();
    life.spend(25);
    life.read({ dispute: 'open' });
    expect([life.state(), life.inWallet(), life.sum('suspense')]).toEqual(['disputed', 0, 75]);
    expect(life.openCases()).toMatchObject([{ kind: 'disputed', amount: credits(75), cents: 500 }]);
  });

  it('that is won gives everything back', () => {
    for (const dispute of ['won', 'none'] as const) {
      const life = beginLife();
      life.read({ dispute: 'open' });
      life.read({ dispute });
      expect([life.state(), life.inWallet(), life.sum('suspense')]).toEqual(['paid', 100, 0]);
      expect(life.account().cases).toMatchObject([{ outcome: 'won' }]);
    }
  });

  it('that is lost is a refund, and what was spent a shortfall', () => {
    const life = beginLife();
    life.read();
    life.spend(25);
    life.read({ dispute: 'open' });
    life.read({ dispute: 'lost' });
    expect([life.state(), life.sum('suspense'), life.sum('refunds'), life.sum('shortfall')]).toEqual([
      'refunded',
      0,
      100,
      -25,
    ]);
    expect(life.account()).toMatchObject({
      order: { books: { refundedCents: 500 } },
      refunds: [{ origin: 'dispute', amountCents: 500, credits: { taken: credits(75), short: credits(25) } }],
      cases: [{ outcome: 'lost', amount: credits(75) }],
    });
    life.read({ state: 'refunded', dispute: 'lost', refunds: [told('re_1', 500)] });
    expect([life.liveRefunds().length, life.faults()]).toEqual([1, []]);
  });

  it('that is lost at once, without ever being seen open, is the same', () => {
    const life = beginLife();
    life.read({ dispute: 'lost' });
    expect([life.state(), life.inWallet(), life.sum('refunds')]).toEqual(['refunded', 0, 100]);
  });

  it('that is lost, and first heard of together with a refund, takes what was not given back before', () => {
    const life = beginLife();
    life.read({ refunds: [told('re_1', 200)], dispute: 'lost' });
    expect(life.liveRefunds().map(({ origin, amountCents }) => [origin, amountCents])).toEqual([
      ['provider', 200],
      ['dispute', 300],
    ]);
    expect([life.state(), life.inWallet(), life.sum('refunds')]).toEqual(['refunded', 0, 100]);
    expect(life.read({ refunds: [told('re_1', 200)], dispute: 'lost' })).toBe(false);
  });

  it('about the rest after a refund freezes the rest alone', () => {
    const life = beginLife();
    life.read({ refunds: [told('re_1', 100)], dispute: 'open' });
    expect([life.sum('suspense'), life.inWallet()]).toEqual([80, 0]);
    life.read({ refunds: [told('re_1', 100), told('re_2', 150)], dispute: 'open' });
    expect([life.sum('suspense'), life.sum('refunds')]).toEqual([50, 50]);
    life.read({ refunds: [told('re_1', 100), told('re_2', 150)], dispute: 'won' });
    expect([life.state(), life.inWallet(), life.sum('suspense')]).toEqual(['paid', 50, 0]);
  });

  it('about a payment that turns out void leaves nothing frozen', () => {
    const life = beginLife();
    life.read({ dispute: 'open' });
    life.read({ state: 'failed', dispute: 'open' });
    expect([life.state(), life.inWallet(), life.sum('suspense'), life.sum('world:sandbox')]).toEqual([
      'failed',
      0,
      0,
      0,
    ]);
  });
});
