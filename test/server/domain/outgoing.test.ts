// What receivers outside are told of an order, a refund and a use, and which of them wants to know.
import { expect, it } from 'vitest';
import { RefundId } from '../../../server/contract/refunds/refunds.ts';
import { type HoldRecord, tokenHolder } from '../../../server/domain/holds/hold.ts';
import { holdFromAllowance, holdFromPlan, holdFromWallet } from '../../../server/domain/holds/open-hold.ts';
import { emptyWallet, teamOwner, tokenOwner, userOwner, walletId } from '../../../server/domain/wallets/ledger.ts';
import { microcredits } from '../../../server/domain/money.ts';
import { toOrder } from '../../../server/domain/orders/order.ts';
import { lettersFor, orderNews, usageNews } from '../../../server/domain/letters/outgoing.ts';
import { builtInPlans, planSubject, quotaWindows } from '../../../server/domain/plans/plan.ts';
import { createCalendar } from '../../../server/domain/plans/calendar.ts';
import { flatRule } from '../../../server/domain/holds/price.ts';
import { credits, hashOf, holdId, start } from '../../support/ledger-values.ts';
import { anOrder, price } from './money-life.ts';

const order = anOrder({ state: 'refunded', claimedAt: start });
const orderId = order.id;
const bought = { order, wallet: walletId('w') };
const ofToken = { account_id: 'w', user_id: null, team_id: null };

it('an order’s news names the state that the event made true, not the one that it has by now', () => {
  const news = orderNews({ kind: 'order.changed', orderId, state: 'paid', credits: credits(100) }, bought, 'event_1');
  expect(news).toEqual({
    type: 'order.changed',
    id: 'event_1',
    subject: `order:${orderId}`,
    data: { order: { ...toOrder(order), state: 'paid' }, ...ofToken, paid_cents: order.books.creditedCents },
  });
});

it('a refund’s news tells its sum and its state, and never where the money can be collected', () => {
  const refundId = RefundId.parse(holdId());
  const event = {
    kind: 'refund.changed',
    refundId,
    orderId,
    amountCents: 5,
    currency: 'EUR',
    state: 'pending',
  } as const;
  expect(orderNews(event, bought, 'event_1')).toEqual({
    type: 'refund.changed',
    id: 'event_1',
    subject: `order:${orderId}`,
    data: {
      refund: { id: refundId, order_id: orderId, amount_cents: 5, currency: 'EUR', state: 'pending' },
      order: toOrder(order),
      ...ofToken,
    },
  });
});

it('an order is told with its money, its times, and whether somebody claimed it', () => {
  const { books } = order;
  expect(toOrder({ ...order, paidAt: start + 1, books: { ...books, refundedCents: 7 } })).toMatchObject({
    id: orderId,
    state: 'refunded',
    provider: 'sandbox',
    pack_id: 'small',
    amount_cents: price,
    currency: 'EUR',
    credits_microcredits: credits(100),
    is_claimed: true,
    created_at: start,
    expires_at: order.expiresAt,
    paid_at: start + 1,
    refunded_cents: 7,
  });
  expect(toOrder(anOrder()).is_claimed).toBe(false);
});

const opening = {
  id: holdId(),
  holder: tokenHolder(hashOf('t')),
  model: 'm',
  venue: 'local' as const,
  now: start,
  ttlMs: 9,
  price: flatRule({ id: 'r', models: '*', venue: 'local', perRequest: microcredits(7) }).price,
};
const used = { promptTokens: 3, cachedTokens: 1, completionTokens: 4, reasoningTokens: 2, durationMs: 5 };

function captured(hold: HoldRecord | undefined): HoldRecord {
  if (hold === undefined) throw new Error('there is a hold');
  return {
    ...hold,
    state: 'captured',
    captured: microcredits(7),
    worth: microcredits(9),
    outcome: 'complete',
    endedAt: start + 5,
    usage: used,
    upstream: 'far',
    priceRule: 'cheap',
  };
}

function ofWallet(): HoldRecord {
  const wallet = { ...emptyWallet({ id: walletId('w'), owner: tokenOwner(hashOf('t')) }), balance: microcredits(7) };
  return captured(holdFromWallet(opening, wallet)?.hold);
}

function ofPlan(): HoldRecord {
  const [plan] = builtInPlans;
  if (plan === undefined) throw new Error('there are plans from the start');
  const at = { subject: planSubject('user', 'ada'), now: start, calendar: createCalendar() };
  return captured(holdFromPlan(opening, { planId: plan.id, counted: quotaWindows(plan, at) }));
}

it('a use is told under its hold’s name, with all that was used and who paid', () => {
  const news = usageNews(ofWallet());
  expect(news).toEqual({
    type: 'usage.captured',
    id: `usage_${opening.id}`,
    subject: `hold:${opening.id}`,
    data: {
      hold_id: opening.id,
      account_id: 'w',
      subject: null,
      plan_id: null,
      model: 'm',
      venue: 'local',
      outcome: 'complete',
      upstream: 'far',
      price_rule: 'cheap',
      prompt_tokens: 3,
      cached_tokens: 1,
      completion_tokens: 4,
      reasoning_tokens: 2,
      duration_ms: 5,
      response_bytes: 0,
      images: 0,
      amount_microcredits: 7,
      user_id: null,
      team_id: null,
      api_key_id: null,
      worth_microcredits: 9,
      at: start + 5,
    },
  });
  const more = usageNews({ ...ofWallet(), usage: { ...used, responseBytes: 4, images: 5 } });
  expect(more?.data).toMatchObject({ response_bytes: 4, images: 5 });
  const usedBy = { user: 'ada', team: 'acme', key: 'k' };
  const known = { user_id: 'ada', team_id: 'acme', api_key_id: 'k' };
  expect(usageNews({ ...ofPlan(), usedBy })?.data).toMatchObject(known);
  expect(usageNews(ofPlan())?.data).toMatchObject({ account_id: null, subject: 'user:ada', plan_id: 'free' });
});

it('an operator’s own receiver wants everything, and Lago the use and payments of whoever can be billed', () => {
  const changed = orderNews({ kind: 'order.changed', orderId, state: 'paid', credits: credits(1) }, bought, 'event_1');
  const free = usageNews(captured(holdFromAllowance(opening, [])));
  const toldTo = [changed, usageNews(ofWallet()), usageNews(ofPlan()), free].map(
    (news) => news && lettersFor(['http', 'lago'], news, start).map(({ outlet }) => outlet),
  );
  expect(toldTo).toEqual([['http', 'lago'], ['http', 'lago'], ['http', 'lago'], ['http']]);
});

it.each([
  [{ kind: 'order.changed', state: 'paid' }, walletId('w'), ['lago']],
  [{ kind: 'order.changed', state: 'paid' }, null, []],
  [{ kind: 'order.changed', state: 'seen' }, walletId('w'), []],
  [{ kind: 'order.changed', state: 'disputed' }, walletId('w'), []],
  [{ kind: 'refund.changed', state: 'succeeded' }, walletId('w'), ['lago']],
  [{ kind: 'refund.changed', state: 'pending' }, walletId('w'), []],
  [{ kind: 'refund.changed', state: 'failed' }, walletId('w'), []],
] as const)('of %j Lago is told only where money came or went for a wallet', (change, wallet, told) => {
  const refund = { refundId: RefundId.parse(holdId()), amountCents: 5, currency: 'EUR' };
  const about = { ...refund, orderId, credits: credits(1) };
  const event = change.kind === 'order.changed' ? { ...about, ...change } : { ...about, ...change };
  const letters = lettersFor(['lago'], orderNews(event, { order, wallet }, 'event_1'), start);
  expect(letters.map(({ outlet }) => outlet)).toEqual(told);
});

it.each([
  [userOwner('ada'), { user_id: 'ada', team_id: null }],
  [teamOwner('acme'), { user_id: null, team_id: 'acme' }],
])('an order of %s is told with whose it is, and what was paid of it', (owner, whose) => {
  const books = { ...order.books, creditedCents: 3 };
  const theirs = { order: { ...order, owner, books }, wallet: walletId('w') };
  const event = { kind: 'order.changed', orderId, state: 'paid', credits: credits(1) } as const;
  expect(orderNews(event, theirs, 'event_1').data).toMatchObject({ account_id: 'w', ...whose, paid_cents: 3 });
});

it('a letter is what is told, under the event’s own id, from the moment on that it is given', () => {
  const news = orderNews({ kind: 'order.changed', orderId, state: 'paid', credits: credits(1) }, bought, 'event_1');
  const data = JSON.stringify({ order: { ...toOrder(order), state: 'paid' }, ...ofToken, paid_cents: 0 });
  expect(lettersFor(['http'], news, start)).toEqual([
    { outlet: 'http', eventId: 'event_1', type: 'order.changed', subject: `order:${orderId}`, data, at: start },
  ]);
});

it.each(['held', 'released', 'expired'] as const)('nobody is told of a hold that is %s: nothing was used', (state) => {
  expect(usageNews({ ...ofWallet(), state })).toBeNull();
});
