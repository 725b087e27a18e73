// What a bank takes back for now, keeps or gives again, and what becomes of it beside refunds.
import { describe, expect, it } from 'vitest';
import type { ToldRefund } from '../../../server/domain/refunds/follow-refunds.ts';
import { credits, start } from '../../support/ledger-values.ts';
import { type Life, beginLife, price } from './money-life.ts';

const refund = (amountCents: number, state: ToldRefund['state'] = 'succeeded'): readonly ToldRefund[] => [
  { providerRefundId: 're_1', refundId: null, amountCents, state, collectUrl: null },
];

function disputed(): Life {
  const life = beginLife();
  life.read({ dispute: 'open' });
  return life;
}

const row = (life: Life) => life.account().refunds.find(({ origin }) => origin === 'dispute');

describe('a lost dispute', () => {
  it('is a refund that the bank made, ended when it was told', () => {
    const life = disputed();
    life.wait(6);
    life.read({ dispute: 'lost' });
    expect(life.account().refunds).toEqual([
      {
        id: row(life)?.id,
        orderId: life.account().order.id,
        origin: 'dispute',
        providerRefundId: null,
        askedCents: null,
        amountCents: price,
        asideCents: 0,
        fromAside: 0,
        caseId: null,
        credits: { taken: credits(100), short: 0 },
        state: 'succeeded',
        cause: { code: 'taken_by_bank', order_id: life.account().order.id },
        failure: null,
        collectUrl: null,
        createdAt: start + 6,
        endedAt: start + 6,
        attempts: 0,
        nextTryAt: null,
      },
    ]);
    expect(life.account().cases).toMatchObject([{ outcome: 'lost', resolvedAt: start + 6, createdAt: start }]);
  });

  it('that is won after all gives everything back, and takes it again when it is lost again', () => {
    const life = disputed();
    life.read({ dispute: 'lost' });
    life.read({ dispute: 'won' });
    expect([life.state(), life.inWallet(), life.sum('refunds'), life.liveRefunds()]).toEqual(['paid', 100, 0, []]);
    expect(row(life)?.failure).toEqual({ reason: 'dispute_won' });
    expect(life.read({ dispute: 'won' })).toBe(false);
    life.spend(30);
    life.wait(5);
    life.read({ dispute: 'lost' });
    expect([life.state(), life.inWallet(), life.sum('shortfall'), life.faults()]).toEqual(['refunded', 0, -30, []]);
    expect(life.account().refunds).toMatchObject([{ state: 'succeeded', failure: null, endedAt: start + 5 }]);
  });

  it('is not open again, and freezes nothing of what a failed refund brings back', () => {
    const life = disputed();
    life.read({ refunds: refund(200), dispute: 'lost' });
    expect([life.sum('refunds'), row(life)?.amountCents]).toEqual([100, 300]);
    for (const dispute of ['lost', 'open'] as const) {
      life.read({ refunds: refund(200, 'failed'), dispute });
      expect([dispute, row(life)?.amountCents, life.inWallet(), life.sum('suspense')]).toEqual([dispute, 300, 40, 0]);
    }
    expect([life.state(), life.faults()]).toEqual(['paid', []]);
  });

  it('about a payment that was given back whole takes nothing more', () => {
    const life = beginLife();
    life.read({ refunds: refund(price) });
    life.read({ refunds: refund(price), dispute: 'lost' });
    expect([life.account().refunds.length, life.state(), life.faults()]).toEqual([1, 'refunded', []]);
  });

  it('ends its case also where all was spent and nothing frozen', () => {
    const life = beginLife();
    life.read();
    life.spend(100);
    life.read({ dispute: 'open' });
    expect(life.openCases()).toMatchObject([{ kind: 'disputed', amount: 0, cents: price }]);
    life.read({ dispute: 'lost' });
    expect([life.openCases(), life.sum('shortfall'), life.state()]).toEqual([[], -100, 'refunded']);
  });
});

describe('an open dispute', () => {
  it('freezes nothing of what was given back whole before', () => {
    const life = beginLife();
    life.read({ refunds: refund(price) });
    life.read({ refunds: refund(price), dispute: 'open' });
    expect([life.state(), life.account().cases]).toEqual(['refunded', []]);
  });

  it('is withdrawn when all is given back while it lasts', () => {
    const life = disputed();
    life.wait(2);
    life.read({ refunds: refund(price), dispute: 'open' });
    expect([life.state(), life.sum('suspense'), life.sum('refunds')]).toEqual(['refunded', 0, 100]);
    expect(life.account().cases).toMatchObject([{ outcome: 'withdrawn', resolvedAt: start + 2 }]);
  });

  it('that is won in the same word as a refund is told shows what was frozen', () => {
    const life = disputed();
    life.read({ refunds: refund(200), dispute: 'won' });
    expect([life.state(), life.inWallet(), life.sum('refunds'), life.faults()]).toEqual(['paid', 60, 40, []]);
    expect(life.account().cases).toMatchObject([{ outcome: 'won', amount: credits(100) }]);
  });

  it('freezes more as more gets free, and never more than the payment credited', () => {
    const life = beginLife();
    life.read();
    life.spend(60);
    life.read({ dispute: 'open' });
    expect([life.sum('suspense'), life.inWallet()]).toEqual([40, 0]);
    life.top(90);
    life.read({ dispute: 'open' });
    expect([life.sum('suspense'), life.inWallet(), life.faults()]).toEqual([100, 30, []]);
    expect(life.read({ dispute: 'open' })).toBe(false);
  });

  it('about a payment never credited freezes nothing', () => {
    const life = beginLife();
    life.read({ state: 'seen', dispute: 'open' });
    expect([life.state(), life.account().cases, life.refs]).toEqual(['seen', [], []]);
  });
});
