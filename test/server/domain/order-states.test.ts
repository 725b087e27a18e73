// Where an order stands after each word of a rail: while nothing was credited by the word, afterwards by its books alone.
import { describe, expect, it } from 'vitest';
import { microcredits } from '../../../server/domain/money.ts';
import type { OrderRecord } from '../../../server/domain/orders/order.ts';
import type { PaymentReading } from '../../../server/domain/orders/order-reading.ts';
import { credits } from '../../support/ledger-values.ts';
import { aReading, anOrder, beginLife, price } from './money-life.ts';

type Told = PaymentReading['state'];

const words: readonly Told[] = ['open', 'seen', 'declined', 'paid', 'expired', 'failed', 'refunded'];

/** Where an order goes from `before` with each of `words`, while no money came in. */
function ways(before: OrderRecord['state'], waitMs = 0): readonly string[] {
  return words.map((state) => {
    const life = beginLife(anOrder({ state: before }));
    life.wait(waitMs);
    life.read({ state, paidCents: 0 });
    expect([life.inWallet(), life.sum('suspense'), life.refs]).toEqual([0, 0, []]);
    return life.state();
  });
}

describe('while no money came in', () => {
  it('an order that is not over goes where the rail says, and waits for money that is said to be there', () => {
    for (const before of ['open', 'seen', 'declined'] as const)
      expect(ways(before)).toEqual(['open', 'seen', 'declined', 'seen', 'expired', 'failed', 'refunded']);
  });

  it('an order that is over comes back for money alone', () => {
    for (const over of ['expired', 'failed'] as const)
      expect(ways(over)).toEqual([over, 'seen', over, 'seen', over, over, 'refunded']);
  });

  it('an order whose money went back whole stays refunded', () => {
    expect(ways('refunded')).toEqual(words.map(() => 'refunded'));
  });

  it('an order that the rail holds open ends by its own time, to the millisecond', () => {
    const lifeMs = anOrder().expiresAt - anOrder().createdAt;
    expect(ways('open', lifeMs - 1).slice(0, 3)).toEqual(['open', 'seen', 'declined']);
    expect(ways('open', lifeMs).slice(0, 3)).toEqual(['expired', 'seen', 'expired']);
  });

  it('a sum on which somebody has decided leaves an order where it is', () => {
    const life = beginLife(
      anOrder({ state: 'expired', books: { ...anOrder().books, handledCents: 200 }, providerStatus: 'paid' }),
    );
    life.read({ paidCents: 200 });
    expect([life.state(), life.refs]).toEqual(['expired', []]);
    life.read({ state: 'expired', paidCents: 250 });
    expect(life.openCases()).toMatchObject([{ kind: 'late_partial', cents: 50 }]);
    life.read({ paidCents: 300 });
    expect([life.state(), life.inWallet(), life.openCases()]).toEqual(['paid', 20, []]);
  });
});

describe('a payment that was given back whole', () => {
  it('before it was ever seen paid was credited all the same', () => {
    const life = beginLife();
    life.read({ state: 'refunded' });
    expect([life.state(), life.inWallet(), life.sum('refunds'), life.books().creditedCents]).toEqual([
      'refunded',
      0,
      100,
      price,
    ]);
    expect(life.refs[0]).toBe('payment:sandbox:txn');
  });

  it('and was never enough is credited never, and stands aside until its refund is told', () => {
    const life = beginLife();
    life.read({ state: 'refunded', paidCents: 200 });
    expect([life.state(), life.books().creditedCents, life.sum('refunds')]).toEqual(['refunded', 0, 40]);
    expect(life.account().cases).toMatchObject([{ kind: 'underpaid', outcome: 'refund', cents: 200 }]);
  });

  it('with its surplus takes both out of the books', () => {
    const life = beginLife();
    life.read({ state: 'refunded', paidCents: 700, refunds: [] });
    expect([life.state(), life.sum('refunds'), life.sum('suspense'), life.books().refundedCents]).toEqual([
      'refunded',
      140,
      0,
      700,
    ]);
  });

  it('of which some was told and the rest was not has the rest booked once, under the payment’s name', () => {
    const one = { providerRefundId: 're_1', refundId: null, amountCents: 120, collectUrl: null } as const;
    const life = beginLife();
    life.read({ refunds: [{ ...one, state: 'pending' }] });
    life.read({ state: 'refunded', refunds: [{ ...one, state: 'pending' }] });
    expect(life.books().refundedCents).toBe(120);
    for (const wait of [0, 1_000]) {
      life.wait(wait);
      life.read({ state: 'refunded', refunds: [{ ...one, state: 'succeeded' }] });
      expect(life.account().refunds).toMatchObject([
        { providerRefundId: 're_1', amountCents: 120, state: 'succeeded' },
        { providerRefundId: 'rest:txn', amountCents: 380, state: 'succeeded' },
      ]);
    }
    expect([life.account().refunds.length, life.state()]).toEqual([2, 'refunded']);
  });

  it('after it had turned out void is good again, and gone', () => {
    const life = beginLife();
    for (const state of ['paid', 'failed'] as const) life.read({ state });
    life.read({ state: 'refunded', paidCents: 300 });
    expect([life.state(), life.sum('refunds'), life.books().voided, life.inWallet()]).toEqual([
      'refunded',
      100,
      null,
      0,
    ]);
  });
});

describe('a payment that turns out void', () => {
  it('is void whatever a bank says of it', () => {
    for (const dispute of ['open', 'won', 'lost'] as const) {
      const life = beginLife();
      life.read({ dispute: 'open' });
      life.read({ state: 'failed', dispute });
      expect([life.state(), life.account().refunds, life.sum('world:sandbox')]).toEqual(['failed', [], 0]);
      expect(life.account().cases).toMatchObject([{ kind: 'disputed', outcome: 'withdrawn' }]);
    }
  });

  it('has nothing left that a refund or a bank could take', () => {
    const told = {
      providerRefundId: 're_1',
      refundId: null,
      amountCents: 200,
      state: 'succeeded',
      collectUrl: null,
    } as const;
    for (const word of [{ dispute: 'lost' }, { dispute: 'open' }, { refunds: [told] }] as const) {
      const life = beginLife();
      life.read();
      life.read({ state: 'failed' });
      life.read({ state: 'seen', ...word });
      expect([life.state(), life.account().refunds, life.account().cases, life.sum('refunds')]).toEqual([
        'failed',
        [],
        [],
        0,
      ]);
    }
  });

  it('takes its surplus along, and says so in the case', () => {
    const life = beginLife();
    life.read({ paidCents: 700 });
    life.read({ state: 'failed', paidCents: null });
    expect([life.sum('suspense'), life.account().cases[0]?.outcome]).toEqual([0, 'withdrawn']);
  });

  it('is taken back once, however often the rail says so', () => {
    const life = beginLife();
    life.read();
    life.spend(30);
    life.read({ state: 'failed' });
    life.wait(1_000);
    expect([life.read({ state: 'failed' }), life.inWallet(), life.sum('shortfall')]).toEqual([false, 0, -30]);
  });

  it('is given again when it is good again, though nothing new came in', () => {
    const life = beginLife();
    life.read();
    life.read({ state: 'failed' });
    life.read({ paidCents: 0 });
    expect([life.state(), life.inWallet()]).toEqual(['paid', 100]);
  });

  it('is void also where a rounded refund took all its credits before', () => {
    const life = beginLife(anOrder({ credits: microcredits(1) }));
    const told = {
      providerRefundId: 're_1',
      refundId: null,
      amountCents: 1,
      state: 'succeeded',
      collectUrl: null,
    } as const;
    life.read({ refunds: [told] });
    life.read({ state: 'failed', refunds: [told] });
    expect([life.wallet().balance, life.state()]).toEqual([0, 'failed']);
  });

  it('takes a refund’s credits too, should the refund fail afterwards', () => {
    const told = { providerRefundId: 're_1', refundId: null, amountCents: 200, collectUrl: null } as const;
    const life = beginLife();
    life.read({ refunds: [{ ...told, state: 'pending' }] });
    life.read({ state: 'failed', refunds: [{ ...told, state: 'pending' }] });
    expect([life.inWallet(), life.sum('refunds'), life.sum('world:sandbox')]).toEqual([0, 40, -40]);
    life.read({ state: 'failed', refunds: [{ ...told, state: 'failed' }] });
    expect([life.inWallet(), life.sum('refunds'), life.sum('world:sandbox')]).toEqual([0, 0, 0]);
    expect(life.books().voided).toEqual({ taken: credits(100), short: 0 });
    life.read({ refunds: [{ ...told, state: 'failed' }] });
    expect([life.state(), life.inWallet()]).toEqual(['paid', 100]);
  });
});

describe('a surplus', () => {
  it('stays where it is until the rail says what came in of a payment that is good', () => {
    const life = beginLife();
    life.read({ paidCents: 700 });
    const silent = [
      { paidCents: null },
      { state: 'seen', paidCents: 0 },
      { state: 'expired', paidCents: 100 },
    ] as const;
    for (const word of silent) {
      life.read(word);
      expect([life.state(), life.openCases()]).toMatchObject(['paid', [{ cents: 200, outcome: null }]]);
    }
  });

  it('that shrinks and grows keeps its case, which always says what stands there', () => {
    const life = beginLife();
    life.read({ paidCents: 800 });
    const [first] = life.openCases();
    for (const [cents, stands] of [
      [200, 40],
      [250, 50],
    ] as const) {
      life.read({ paidCents: price + cents });
      expect(life.openCases()).toEqual([{ ...first, cents, amount: credits(stands) }]);
      expect([life.sum('suspense'), life.inWallet(), life.faults()]).toEqual([stands, 100, []]);
    }
  });

  it('too small for a microcredit is a case all the same', () => {
    const life = beginLife(anOrder({ credits: microcredits(7) }));
    life.read();
    life.read({ paidCents: price + 1 });
    expect(life.openCases()).toMatchObject([{ kind: 'overpaid', cents: 1, amount: 0 }]);
  });
});

describe('each change', () => {
  it('has a revision of its own, one more than the one before', () => {
    const life = beginLife();
    const changes = [{ state: 'seen' }, { state: 'seen' }, { state: 'paid' }, { dispute: 'open' }] as const;
    expect(changes.map((change) => (life.read(change), life.books().revision))).toEqual([1, 1, 2, 3]);
  });

  it('of an order is told once, and so is each of a refund’s state or amount', () => {
    const life = beginLife();
    const told = (amountCents: number, state: 'pending' | 'succeeded' | 'failed', collectUrl: string | null) =>
      life.read({ refunds: [{ providerRefundId: 're_1', refundId: null, amountCents, state, collectUrl }] });
    const ways = [
      () => told(300, 'pending', null),
      () => told(300, 'pending', 'https://collect.example'),
      () => told(200, 'pending', 'https://collect.example'),
      () => told(200, 'succeeded', null),
      () => told(200, 'succeeded', null),
    ];
    expect(ways.map((way) => (way(), life.told.length))).toEqual([2, 2, 3, 4, 4]);
    expect(life.account().refunds).toMatchObject([{ collectUrl: 'https://collect.example', amountCents: 200 }]);
    expect(life.told).toEqual([
      'order.changed:paid',
      'refund.changed:pending',
      'refund.changed:pending',
      'refund.changed:succeeded',
    ]);
  });

  it('is told of the refund that changed and of no other', () => {
    const life = beginLife();
    const told = (id: string, state: 'pending' | 'succeeded') =>
      ({ providerRefundId: id, refundId: null, amountCents: 100, state, collectUrl: null }) as const;
    life.read({ refunds: [told('re_1', 'succeeded'), told('re_2', 'pending')] });
    life.read({ refunds: [told('re_1', 'succeeded'), told('re_2', 'succeeded')] });
    expect(life.told.slice(1)).toEqual([
      'refund.changed:succeeded',
      'refund.changed:pending',
      'refund.changed:succeeded',
    ]);
  });

  it('through the first name of a payment is taken after the payment has its own', () => {
    const life = beginLife(anOrder({ providerTxnId: 'cs_1' }));
    life.read({ providerTxnId: 'cs_1', paymentTxnId: 'pi_1', state: 'seen' });
    life.read({ providerTxnId: 'cs_1', paymentTxnId: 'pi_1' });
    expect([life.state(), life.refs]).toEqual(['paid', ['payment:sandbox:pi_1']]);
    expect(() => life.read(aReading({ providerTxnId: 'cs_1', paymentTxnId: 'pi_2' }))).toThrow('another payment');
  });
});
