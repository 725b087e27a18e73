// A refund from its reservation to its end: what may be given back, what that takes, and what brings it back.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OrderChange } from '../../../server/domain/orders/order-account.ts';
import type { ToldRefund } from '../../../server/domain/refunds/follow-refunds.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { type RefundRecord, toOperatorRefund, toRefund } from '../../../server/domain/refunds/refund-record.ts';
import { answerRefund, refuseRefund, reserveRefund } from '../../../server/domain/refunds/reserve-refund.ts';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { credits, orderId, start } from '../../support/ledger-values.ts';
import { type Life, anOrder, beginLife } from './money-life.ts';

const newId = () => RefundId.parse(randomUUID());

function ask(life: Life, cents: number | null, known: RefundRecord | null = null) {
  const asked = { id: known?.id ?? newId(), cents, reason: 'asked nicely', tryAgainAt: start + 9 };
  return reserveRefund(life.account(), asked, { ...life.at(), known });
}

/** Reserves a refund, books it and answers its row. */
function reserved(life: Life, cents: number | null): RefundRecord {
  const decided = ask(life, cents);
  if (decided.kind !== 'reserved') throw new Error(`not reserved: ${decided.kind}`);
  life.book(decided.change);
  expect(life.faults()).toEqual([]);
  return decided.refund;
}

function paid(order = anOrder()): Life {
  const life = beginLife(order);
  life.read();
  return life;
}

const told = (refund: RefundRecord, change: Partial<ToldRefund> = {}): ToldRefund => ({
  providerRefundId: `re:${refund.id}`,
  refundId: refund.id,
  amountCents: refund.amountCents,
  state: 'succeeded',
  collectUrl: null,
  ...change,
});

const answer = (life: Life, refund: RefundRecord, change?: Partial<ToldRefund>): OrderChange | null =>
  answerRefund(life.account(), { id: refund.id, told: told(refund, change) }, life.at());
const refuse = (life: Life, { id }: RefundRecord): OrderChange | null =>
  refuseRefund(life.account(), { id, failure: { reason: 'more_than_is_left', provider: 'sandbox' } }, life.at());

describe('a reservation', () => {
  it('takes the credits of its part at once, and is all that changes', () => {
    const life = paid();
    life.wait(5);
    const decided = ask(life, 125);
    if (decided.kind !== 'reserved') throw new Error('it can be given back');
    expect(decided.refund).toEqual({
      id: decided.refund.id,
      orderId: life.account().order.id,
      origin: 'operator',
      providerRefundId: null,
      askedCents: 125,
      amountCents: 125,
      asideCents: 0,
      fromAside: 0,
      caseId: null,
      credits: { taken: credits(25), short: 0 },
      state: 'pending',
      cause: { code: 'written', text: 'asked nicely' },
      failure: null,
      collectUrl: null,
      createdAt: start + 5,
      endedAt: null,
      attempts: 0,
      nextTryAt: start + 9,
    });
    expect(decided.change).toMatchObject({ refunds: [decided.refund], cases: [], events: [{ state: 'pending' }] });
    life.book(decided.change);
    expect([life.state(), life.inWallet(), life.sum('refunds'), life.faults()]).toEqual(['paid', 75, 25, []]);
    expect(life.books()).toMatchObject({ refundedCents: 125, pendingCents: 125 });
  });

  it('of all that is left takes the rest to the last microcredit', () => {
    const life = paid(anOrder({ credits: microcredits(1_000) }));
    for (const cents of [167, 167, null]) reserved(life, cents);
    expect([life.wallet().balance, life.books().refundedCents]).toEqual([0, 500]);
    expect(ask(life, null)).toEqual({ kind: 'too_large', refundableCents: 0 });
    expect(ask(life, 1)).toEqual({ kind: 'too_large', refundableCents: 0 });
  });

  it('is for no more than was paid, and no more than is free', () => {
    const life = paid();
    expect(ask(life, 501)).toEqual({ kind: 'too_large', refundableCents: 500 });
    expect(ask(life, 0)).toEqual({ kind: 'too_large', refundableCents: 500 });
    reserved(life, 100);
    life.spend(50);
    expect(ask(life, null)).toEqual({ kind: 'too_large', refundableCents: 150 });
    expect(ask(life, 151)).toEqual({ kind: 'too_large', refundableCents: 150 });
    reserved(life, 150);
    expect([life.inWallet(), life.sum('shortfall')]).toEqual([0, 0]);
  });

  it('may count on other credits in the wallet, yet not on more than was paid', () => {
    const life = paid();
    const slot = { wallet: { ...life.wallet(), balance: credits(1_000) }, isNew: false };
    const asked = { id: newId(), cents: 501, reason: 'r', tryAgainAt: 0 };
    expect(reserveRefund(life.account(), asked, { ...life.at(), slot, known: null })).toEqual({
      kind: 'too_large',
      refundableCents: 500,
    });
  });

  it('of an order that credits nothing is bounded by its money alone', () => {
    const life = paid(anOrder({ credits: microcredits(0) }));
    reserved(life, 200);
    expect(ask(life, 301)).toEqual({ kind: 'too_large', refundableCents: 300 });
    reserved(life, 300);
    expect([life.wallet().balance, life.books().refundedCents]).toEqual([0, 500]);
  });

  it('of an order that is unpaid, void or disputed is refused as such', () => {
    expect(ask(beginLife(), null)).toEqual({ kind: 'unpaid' });
    const life = paid();
    life.read({ state: 'failed' });
    expect(ask(life, null)).toEqual({ kind: 'unpaid' });
    life.read({ dispute: 'open' });
    expect(ask(life, null)).toEqual({ kind: 'disputed' });
    life.read({ dispute: 'won' });
    expect(ask(life, null)).toMatchObject({ kind: 'reserved' });
  });

  it('asked for again in the same words is known, and in any other a conflict', () => {
    const life = paid();
    const row = reserved(life, 100);
    expect(ask(life, 100, row)).toEqual({ kind: 'known', refund: row });
    expect(ask(life, null, row)).toEqual({ kind: 'conflict' });
    expect(ask(life, 101, row)).toEqual({ kind: 'conflict' });
    const others = [
      { cause: { code: 'written', text: 'another' } },
      { orderId: orderId() },
      { origin: 'provider' },
    ] as const;
    for (const other of others) expect(ask(life, 100, { ...row, ...other })).toEqual({ kind: 'conflict' });
  });

  it('is known by its words alone, also when its end was booked against a surplus', () => {
    const life = paid();
    life.read({ paidCents: 600 });
    const row = reserved(life, null);
    life.read({ paidCents: 600, refunds: [told(row, { amountCents: 200 })] });
    const [ended = row] = life.account().refunds;
    expect(ended).toMatchObject({ id: row.id, amountCents: 200, asideCents: 100, state: 'succeeded' });
    expect(ask(life, null, ended)).toEqual({ kind: 'known', refund: ended });
  });

  it('never takes fewer credits than nothing, however the parts before it were rounded', () => {
    // Half a microcredit a cent: every other refund of one cent takes one, and the others none.
    const life = paid(anOrder({ credits: microcredits(250) }));
    const rows = [1, 1, 1, 1, 1].map((cents) => reserved(life, cents));
    expect(rows.map((row) => row.credits.taken)).toEqual([1, 0, 1, 0, 1]);
    for (const row of [rows[1], rows[3]]) if (row !== undefined) life.book(refuse(life, row));
    expect(reserved(life, 1).credits).toEqual({ taken: 0, short: 0 });
    expect([life.wallet().balance, life.books().refundedCents]).toEqual([247, 4]);
  });

  it('names no sum below nothing as the most that can be given back', () => {
    const life = paid(anOrder({ credits: microcredits(250) }));
    const rows = [1, 1, 1, 1, 1].map((cents) => reserved(life, cents));
    for (const row of [rows[0], rows[2], rows[4]]) if (row !== undefined) life.book(refuse(life, row));
    life.spend(1);
    expect(ask(life, 1)).toEqual({ kind: 'too_large', refundableCents: 0 });
  });
});

describe('an answer', () => {
  it('that it is done ends the refund, and with the last one the order', () => {
    const life = paid();
    const [first, last] = [reserved(life, 200), reserved(life, null)];
    life.wait(7);
    life.book(answer(life, first, { collectUrl: 'https://collect.example' }));
    expect([life.state(), life.account().refunds[0]]).toEqual([
      'paid',
      {
        ...first,
        state: 'succeeded',
        providerRefundId: `re:${first.id}`,
        collectUrl: 'https://collect.example',
        nextTryAt: null,
        endedAt: start + 7,
      },
    ]);
    life.book(answer(life, last));
    expect([life.state(), life.inWallet(), life.books().pendingCents]).toEqual(['refunded', 0, 0]);
  });

  it('that it waits keeps it pending, and the rail is not asked again', () => {
    const life = paid();
    const row = reserved(life, null);
    life.book(answer(life, row, { state: 'pending' }));
    expect(life.account().refunds).toMatchObject([{ state: 'pending', endedAt: null, nextTryAt: null }]);
    expect([life.state(), answer(life, row, { state: 'pending' })]).toEqual(['paid', null]);
  });

  it('that the buyer collected only a part takes only that part', () => {
    const life = paid();
    const row = reserved(life, null);
    life.book(answer(life, row, { amountCents: 200 }));
    expect(life.account().refunds).toMatchObject([
      { id: row.id, state: 'succeeded', amountCents: 200, askedCents: null },
    ]);
    expect([life.state(), life.inWallet(), life.sum('refunds'), life.faults()]).toEqual(['paid', 60, 40, []]);
  });

  it('to a refund that has ended, or that this order has not, changes nothing', () => {
    const life = paid();
    const row = reserved(life, 200);
    const open = reserved(life, 100);
    life.book(answer(life, row));
    expect(answer(life, row, { state: 'failed' })).toBeNull();
    expect(refuse(life, row)).toBeNull();
    const stranger = { ...open, id: newId() };
    expect([answer(life, stranger), refuse(life, stranger)]).toEqual([null, null]);
  });

  it('that was lost is found in the next reading, by our name of the refund', () => {
    const life = paid();
    const row = reserved(life, null);
    life.read({ state: 'refunded', refunds: [told(row)] });
    expect(life.account().refunds).toMatchObject([{ id: row.id, state: 'succeeded', origin: 'operator' }]);
    expect([life.state(), life.account().refunds.length]).toEqual(['refunded', 1]);
  });
});

describe('a refusal', () => {
  it('brings every credit back and says why', () => {
    const life = paid();
    const row = reserved(life, 300);
    life.wait(3);
    life.book(refuse(life, row));
    expect([life.state(), life.inWallet(), life.sum('refunds'), life.faults()]).toEqual(['paid', 100, 0, []]);
    expect(life.account().refunds).toEqual([
      {
        ...row,
        state: 'failed',
        failure: { reason: 'more_than_is_left', provider: 'sandbox' },
        nextTryAt: null,
        endedAt: start + 3,
      },
    ]);
    expect(life.told.at(-1)).toBe('refund.changed:failed');
    expect(refuse(life, row)).toBeNull();
  });

  it('of a refund that the provider knows after all is not believed', () => {
    const life = paid();
    const row = reserved(life, 300);
    life.book(answer(life, row, { state: 'pending' }));
    expect(refuse(life, row)).toBeNull();
  });
});

describe('a refund that the rail tells of', () => {
  it('again says nothing new, however much later', () => {
    const life = paid();
    const row = reserved(life, 300);
    for (const state of ['succeeded', 'failed'] as const) {
      life.read({ refunds: [told(row, { state })] });
      const ended = life.account().refunds;
      life.wait(1_000);
      expect([life.read({ refunds: [told(row, { state })] }), life.account().refunds]).toEqual([false, ended]);
    }
    expect(life.account().refunds).toMatchObject([{ state: 'failed', failure: { reason: 'failed_at_provider' } }]);
  });

  it('keeps what was noted of it when it failed', () => {
    const life = paid();
    const row = reserved(life, 300);
    life.book(refuse(life, row));
    life.read({ refunds: [told(row, { state: 'failed' })] });
    expect(life.account().refunds).toMatchObject([
      { failure: { reason: 'more_than_is_left', provider: 'sandbox' }, state: 'failed' },
    ]);
  });

  it('and that failed at once at the provider is none of ours', () => {
    const life = paid();
    life.read({ refunds: [{ ...told(ghost()), refundId: null, state: 'failed' }] });
    expect(life.account().refunds).toEqual([]);
  });

  it('says by whom it was made where nobody here asked for it', () => {
    const life = paid();
    life.wait(4);
    life.read({ refunds: [{ ...told(ghost()), refundId: null, amountCents: 900, collectUrl: 'https://c.example' }] });
    expect(life.account().refunds).toMatchObject([
      {
        origin: 'provider',
        cause: { code: 'refunded_at_provider', order_id: life.account().order.id },
        amountCents: 500,
        askedCents: null,
        collectUrl: 'https://c.example',
        endedAt: start + 4,
        nextTryAt: null,
      },
    ]);
  });

  it('is taken from the surplus and the credits alike, and brings both back', () => {
    const life = paid();
    const reading = (state: ToldRefund['state']) => ({
      paidCents: 600,
      refunds: [{ ...told(ghost()), providerRefundId: 're_1', refundId: null, amountCents: 200, state }],
    });
    life.read({ paidCents: 600 });
    const [aside] = life.openCases();
    life.read(reading('succeeded'));
    expect(life.account().refunds).toMatchObject([
      { amountCents: 200, asideCents: 100, fromAside: credits(20), caseId: aside?.id, credits: { taken: credits(20) } },
    ]);
    expect(life.account().cases).toMatchObject([{ id: aside?.id, outcome: 'refund', resolvedAt: start }]);
    life.read(reading('failed'));
    expect([life.inWallet(), life.sum('suspense'), life.books().handledCents, life.faults()]).toEqual([100, 20, 0, []]);
    expect(life.account().cases).toEqual([{ ...aside, outcome: null, resolvedAt: null }]);
  });

  it('beside another in the same word takes what the other left free', () => {
    const life = paid();
    life.spend(50);
    const one = (id: string, amountCents: number) => ({
      ...told(ghost()),
      providerRefundId: id,
      refundId: null,
      amountCents,
    });
    life.read({ refunds: [one('re_1', 200), one('re_2', 300)] });
    expect(life.account().refunds.map(({ credits }) => credits)).toEqual([
      { taken: credits(40), short: 0 },
      { taken: credits(10), short: credits(50) },
    ]);
  });

  it('leaves the case of a surplus alone when it took nothing from it', () => {
    const life = paid();
    const one = { ...told(ghost()), providerRefundId: 're_1', refundId: null, amountCents: 200 };
    life.read({ refunds: [one] });
    life.read({ paidCents: 600, refunds: [one] });
    const [aside] = life.openCases();
    life.read({ paidCents: 600, refunds: [{ ...one, state: 'failed' }] });
    expect([life.account().cases, life.account().refunds[0]?.caseId]).toEqual([[aside], null]);
  });

  it('of a surplus adds up again when it fails while more of it stands aside', () => {
    const life = paid();
    const one = (state: ToldRefund['state']) => [
      { ...told(ghost()), providerRefundId: 're_1', refundId: null, amountCents: 100, state },
    ];
    life.read({ paidCents: 800, refunds: one('succeeded') });
    expect(life.openCases()).toMatchObject([{ cents: 200, amount: credits(40) }]);
    life.read({ paidCents: 800, refunds: one('failed') });
    expect(life.openCases()).toMatchObject([{ cents: 300, amount: credits(60) }]);
  });
});

/** A refund of which only the provider knows. */
function ghost(): RefundRecord {
  const life = paid();
  return { ...reserved(life, null), id: newId() };
}

it('the buyer is shown a refund with where to collect it, and the operator what it took as well', () => {
  const life = paid();
  life.spend(40);
  life.read({ state: 'refunded', refunds: [{ ...told(ghost()), refundId: null, collectUrl: 'https://c.example' }] });
  const [row] = life.account().refunds;
  if (row === undefined) throw new Error('there is one');
  const shown = {
    id: row.id,
    order_id: life.account().order.id,
    amount_cents: 500,
    currency: 'EUR',
    state: 'succeeded',
    cause: { code: 'refunded_at_provider', order_id: life.account().order.id },
    collect_url: 'https://c.example',
    created_at: start,
  };
  expect(toRefund(row, { currency: 'EUR' })).toEqual(shown);
  expect(toOperatorRefund(row, { currency: 'EUR' })).toEqual({
    ...shown,
    origin: 'provider',
    provider_refund_id: row.providerRefundId,
    credits_microcredits: credits(60),
    shortfall_microcredits: credits(40),
    failure: null,
    ended_at: start,
  });
});
