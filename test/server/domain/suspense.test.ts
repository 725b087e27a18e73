// What an operator decides on a case, each decision with what it moves; and that rounding never breaks a case.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { type SuspenseAction, SuspenseId } from '../../../server/contract/suspense/suspense.ts';
import { decideCase } from '../../../server/domain/suspense/decide-case.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { refuseRefund } from '../../../server/domain/refunds/reserve-refund.ts';
import { type CaseRecord, toCase } from '../../../server/domain/suspense/suspense-case.ts';
import { credits, start } from '../../support/ledger-values.ts';
import { type Life, anOrder, beginLife, price } from './money-life.ts';

const refundId = RefundId.parse(randomUUID());

function decide(life: Life, { id }: Pick<CaseRecord, 'id'>, action: SuspenseAction) {
  const asked = { id, action, reason: 'looked into it', refundId, tryAgainAt: start + 9 };
  const decision = decideCase(life.account(), asked, life.at());
  if (decision.kind === 'decided') life.book(decision.change);
  expect(life.faults()).toEqual([]);
  return decision;
}

/** A paid order with 250 cents more than its price, and the case of them; 100 more were decided on before. */
function overpaid(): { readonly life: Life; readonly open: CaseRecord } {
  const life = beginLife();
  life.read({ paidCents: price + 100 });
  decide(life, openCase(life), 'keep');
  life.read({ paidCents: price + 350 });
  life.wait(5);
  return { life, open: openCase(life) };
}

function openCase(life: Life): CaseRecord {
  const [open] = life.openCases();
  if (open === undefined) throw new Error('a case is open');
  return open;
}

it('what an operator credits goes to the wallet, and counts for nothing else from then on', () => {
  const { life, open } = overpaid();
  const decided = { ...open, outcome: 'credit', reason: 'looked into it', resolvedAt: start + 5 };
  expect(decide(life, open, 'credit')).toMatchObject({ kind: 'decided', case: decided, change: { cases: [decided] } });
  expect([life.inWallet(), life.sum('suspense'), life.sum('revenue'), life.books().handledCents]).toEqual([
    150, 0, 20, 350,
  ]);
  expect(life.read({ paidCents: price + 350 })).toBe(false);
});

it('what an operator keeps is revenue', () => {
  const { life, open } = overpaid();
  decide(life, open, 'keep');
  expect([life.inWallet(), life.sum('suspense'), life.sum('revenue'), life.books().handledCents]).toEqual([
    100, 0, 70, 350,
  ]);
  expect(life.account().refunds).toEqual([]);
});

it('what an operator gives back is a refund on its way, and the case is its', () => {
  const { life, open } = overpaid();
  decide(life, open, 'refund');
  expect(life.account().refunds).toEqual([
    {
      id: refundId,
      orderId: open.orderId,
      origin: 'operator',
      providerRefundId: null,
      askedCents: 250,
      amountCents: 250,
      asideCents: 250,
      fromAside: credits(50),
      caseId: open.id,
      credits: { taken: 0, short: 0 },
      state: 'pending',
      cause: { code: 'written', text: 'looked into it' },
      failure: null,
      collectUrl: null,
      createdAt: start + 5,
      endedAt: null,
      attempts: 0,
      nextTryAt: start + 9,
    },
  ]);
  expect([life.inWallet(), life.sum('suspense'), life.sum('refunds'), life.books().handledCents]).toEqual([
    100, 0, 50, 350,
  ]);
  life.book(
    refuseRefund(
      life.account(),
      { id: refundId, failure: { reason: 'more_than_is_left', provider: 'sandbox' } },
      life.at(),
    ),
  );
  expect([life.openCases()[0]?.id, life.sum('suspense'), life.books().handledCents]).toEqual([open.id, 50, 100]);
});

it('what a buyer did not collect of it stands aside again, for somebody to decide on', () => {
  const { life, open } = overpaid();
  decide(life, open, 'refund');
  const told = { providerRefundId: 're_1', refundId, amountCents: 150, state: 'succeeded', collectUrl: null } as const;
  life.read({ paidCents: price + 350, refunds: [told] });
  expect(life.account().refunds).toMatchObject([{ amountCents: 150, asideCents: 150, credits: { taken: 0 } }]);
  expect(life.openCases()).toMatchObject([{ id: open.id, cents: 100, amount: credits(20) }]);
  expect([life.inWallet(), life.sum('refunds'), life.books().handledCents, life.faults()]).toEqual([100, 30, 250, []]);
});

it('a case is decided once; the same again is known, and another decision comes too late', () => {
  const { life, open } = overpaid();
  decide(life, open, 'credit');
  const [first, second] = life.account().cases;
  expect(decide(life, open, 'credit')).toEqual({ kind: 'known', case: second });
  expect(decide(life, open, 'keep')).toEqual({ kind: 'otherwise', case: second });
  expect(first && decide(life, first, 'keep')).toEqual({ kind: 'known', case: first });
});

it('a case that is not there, and one that a bank decides on, are left alone', () => {
  const { life } = overpaid();
  expect(decide(life, { id: SuspenseId.parse(randomUUID()) }, 'keep')).toEqual({ kind: 'unknown' });
  life.read({ paidCents: price + 350, dispute: 'open' });
  const disputed = life.openCases().find(({ kind }) => kind === 'disputed');
  expect(disputed && decide(life, disputed, 'credit')).toEqual({ kind: 'disputed' });
});

it('a surplus whose parts were rounded can be given back to the last cent', () => {
  // Half a microcredit a cent: of six refunds of one cent every other takes one, and the rest take none.
  const life = beginLife(anOrder({ credits: microcredits(250) }));
  const paidCents = price + 6;
  const told = (states: readonly ('succeeded' | 'failed')[]) =>
    states.map((state, i) => ({
      providerRefundId: `re_${i}`,
      refundId: null,
      amountCents: 1,
      state,
      collectUrl: null,
    }));
  life.read({ paidCents });
  for (let count = 1; count <= 6; count += 1) life.read({ paidCents, refunds: told(Array(count).fill('succeeded')) });
  const taken = life.account().refunds.map(({ fromAside }) => fromAside);
  const ends = taken.map((amount) => (amount === 0 ? 'failed' : 'succeeded'));
  expect(taken.filter((amount) => amount === 0)).toHaveLength(3);
  life.read({ paidCents, refunds: told(ends) });
  expect(life.openCases()).toMatchObject([{ cents: 3, amount: 0 }]);
  life.read({ paidCents, refunds: told([...ends, 'succeeded']) });
  expect(life.openCases()).toMatchObject([{ cents: 2, amount: 0 }]);
  expect(life.faults()).toEqual([]);
  life.read({ paidCents, refunds: told([...ends, 'succeeded', 'succeeded', 'succeeded']) });
  expect([life.openCases(), life.sum('suspense'), life.faults()]).toEqual([[], 0, []]);
});

it('a case is shown with its order’s provider and currency, open until it is decided', () => {
  const { life, open } = overpaid();
  const shown = {
    id: open.id,
    kind: 'overpaid',
    order_id: open.orderId,
    provider: 'sandbox',
    currency: 'EUR',
    amount_microcredits: credits(50),
    amount_cents: 250,
    state: 'open',
    outcome: null,
    reason: null,
    created_at: start,
    resolved_at: null,
  };
  expect(toCase(open, life.account().order)).toEqual(shown);
  const decided = decide(life, open, 'keep');
  if (decided.kind !== 'decided') throw new Error('it was open');
  expect(toCase(decided.case, life.account().order)).toEqual({
    ...shown,
    state: 'resolved',
    outcome: 'keep',
    reason: 'looked into it',
    resolved_at: start + 5,
  });
});
