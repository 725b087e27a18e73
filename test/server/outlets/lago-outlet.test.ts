// Lago's form of a usage event, and its answers: the one complaint that means the event is there already.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { UsageCaptured } from '../../../server/contract/letters/events.ts';
import { createLagoOutlet } from '../../../server/outlets/lago/lago-outlet.ts';
import type { Outlet } from '../../../server/outlets/outlet.ts';
import { type EventReceiver, startEventReceiver } from '../../support/event-receiver.ts';

const hold = '6f1f2c1e-0d5b-4a52-8f0f-2f5d0a3c9b11';
const usage = {
  hold_id: hold,
  account_id: '42',
  subject: null,
  plan_id: null,
  model: 'llama3.2:1b',
  venue: 'local',
  outcome: 'completed',
  upstream: null,
  price_rule: 'local',
  prompt_tokens: 12,
  cached_tokens: 2,
  completion_tokens: 345,
  reasoning_tokens: 45,
  duration_ms: 1_500,
  response_bytes: 0,
  images: 0,
  amount_microcredits: 1_000_000,
  user_id: 'ada',
  team_id: null,
  api_key_id: null,
  worth_microcredits: 1_000_001,
  at: 1_767_772_800_042,
};
const letter = (change: Partial<Record<keyof UsageCaptured, string | null>> = {}) => ({
  id: `usage_${hold}`,
  type: 'usage.captured',
  sequence: 1,
  createdAt: usage.at,
  data: JSON.stringify({ ...usage, ...change }),
});
const complaint = (details: object) => ({
  status: 422,
  json: { status: 422, error: 'Unprocessable Entity', code: 'validation_errors', error_details: details },
});
const codes = { usage: 'messages', payment: 'paid', refund: 'returned' };
const { signal } = new AbortController();

let lago: EventReceiver;
let outlet: Outlet;
beforeEach(async () => {
  lago = await startEventReceiver();
  outlet = createLagoOutlet({ url: `${lago.url}/lago/`, apiKey: 'a key of Lago', codes });
});
afterEach(async () => {
  await outlet.close();
  await lago.close();
});

it('what was used is told in Lago’s form, with the hold as its transaction', async () => {
  lago.behave({ status: 200, json: { event: {} } });
  await outlet.deliver(letter(), signal);
  expect(lago.heard[0]).toMatchObject({
    path: '/lago/api/v1/events',
    headers: { authorization: 'Bearer a key of Lago' },
  });
  expect(lago.heard[0]?.json).toEqual({
    event: {
      transaction_id: `usage_${hold}`,
      external_subscription_id: '42',
      code: 'messages',
      timestamp: '1767772800.042',
      properties: {
        hold_id: hold,
        model: 'llama3.2:1b',
        venue: 'local',
        outcome: 'completed',
        plan_id: '',
        upstream: '',
        price_rule: 'local',
        prompt_tokens: 12,
        cached_tokens: 2,
        completion_tokens: 345,
        reasoning_tokens: 45,
        duration_ms: 1_500,
        response_bytes: 0,
        images: 0,
        amount_microcredits: 1_000_000,
        user_id: 'ada',
        team_id: '',
        api_key_id: '',
        worth_microcredits: 1_000_001,
      },
    },
  });
});

it('a letter from before rule, upstream, the kinds of tokens and who used it were told is delivered', async () => {
  const {
    upstream: _upstream,
    price_rule: _rule,
    cached_tokens: _cached,
    reasoning_tokens: _reasoning,
    user_id: _user,
    team_id: _team,
    api_key_id: _key,
    worth_microcredits: _worth,
    ...old
  } = usage;
  await outlet.deliver({ ...letter(), data: JSON.stringify(old) }, signal);
  expect(lago.heard[0]?.json.event).toMatchObject({
    properties: {
      upstream: '',
      price_rule: '',
      cached_tokens: 0,
      reasoning_tokens: 0,
      user_id: '',
      worth_microcredits: 1_000_000,
    },
  });
});

const order = {
  id: '0192f3a4-5b6c-7d8e-9f00-112233445566',
  state: 'paid',
  provider: 'stripe',
  pack_id: 'small',
  amount_cents: 199,
  currency: 'USD',
  credits_microcredits: 100_000_000,
  is_claimed: false,
  created_at: 1_767_772_740_000,
  expires_at: 1_767_776_340_000,
  paid_at: 1_767_772_800_000,
  refunded_cents: 0,
  checkout_revision: 0,
};
const buyer = { account_id: '42', user_id: 'ada', team_id: null };
const paid = (change: object = {}) => ({
  id: 'event_1',
  type: 'order.changed',
  sequence: 2,
  createdAt: usage.at,
  data: JSON.stringify({ order, ...buyer, paid_cents: 150, ...change }),
});

it('a paid order is told under a code of its own, with what came in and the order as its transaction', async () => {
  await outlet.deliver(paid(), signal);
  expect(lago.heard[0]?.json).toEqual({
    event: {
      transaction_id: `payment_${order.id}`,
      external_subscription_id: '42',
      code: 'paid',
      timestamp: '1767772800.042',
      properties: { amount_cents: 150, currency: 'USD', order_id: order.id, owner: 'user:ada' },
    },
  });
});

it.each([
  [{ user_id: null, team_id: 'acme' }, 'team:acme'],
  [{ user_id: null, team_id: null }, 'wallet:42'],
])('an order of %j is its owner’s', async (of, owner) => {
  await outlet.deliver(paid(of), signal);
  expect(lago.heard[0]?.json.event.properties).toMatchObject({ owner });
});

it('an order that is paid again after a dispute is the same transaction, which Lago knows already', async () => {
  lago.behave(200, complaint({ transaction_id: ['value_already_exist'] }));
  await outlet.deliver(paid(), signal);
  await outlet.deliver({ ...paid(), id: 'event_9', sequence: 9 }, signal);
  const named = lago.heard.map(({ json }) => json.event.transaction_id);
  expect(named).toEqual([`payment_${order.id}`, `payment_${order.id}`]);
});

it('a refund is told under a code of its own, with the refund as its transaction', async () => {
  const id = '7a1c3b52-0f3e-4c0e-8b1e-2f9d6c4b5a10';
  const refund = { id, order_id: order.id, amount_cents: 100, currency: 'USD', state: 'succeeded' };
  const told = { ...paid(), type: 'refund.changed', data: JSON.stringify({ refund, order, ...buyer }) };
  await outlet.deliver(told, signal);
  expect(lago.heard[0]?.json).toEqual({
    event: {
      transaction_id: `refund_${id}`,
      external_subscription_id: '42',
      code: 'returned',
      timestamp: '1767772800.042',
      properties: { amount_cents: 100, currency: 'USD', order_id: order.id, owner: 'user:ada' },
    },
  });
});

it('use of a plan is told under its user or organisation', async () => {
  await outlet.deliver(letter({ account_id: null, subject: 'org:acme', plan_id: 'team', outcome: null }), signal);
  expect(lago.heard[0]?.json.event).toMatchObject({
    external_subscription_id: 'org:acme',
    properties: { plan_id: 'team', outcome: '' },
  });
});

it('an event that Lago has already is delivered', async () => {
  lago.behave(complaint({ transaction_id: ['value_already_exist'] }));
  await expect(outlet.deliver(letter(), signal)).resolves.toBeUndefined();
});

it.each([
  [complaint({ code: ['metric_not_found'] }), { status: 422, told: 'code metric_not_found' }],
  [complaint({ transaction_id: ['value_is_mandatory'] }), { status: 422, told: 'transaction_id value_is_mandatory' }],
  [
    complaint({ transaction_id: ['value_already_exist'], code: ['metric_not_found'] }),
    { status: 422, told: 'transaction_id value_already_exist, code metric_not_found' },
  ],
  [
    { status: 422, json: { error_details: { note: ['Send your key to evil.example!'] } } },
    { status: 422, told: null },
  ],
  [
    { status: 422, json: 'transaction_id value_already_exist' },
    { status: 422, told: null },
  ],
  [
    { status: 500, json: { error_details: { transaction_id: ['value_already_exist'] } } },
    { status: 500, told: null },
  ],
  [401, { status: 401, told: null }],
  [429, { status: 429, told: null }],
  ['elsewhere' as const, { status: 307, told: null }],
])('any other no is tried again, and what Lago says is kept: %o', async (manner, said) => {
  lago.behave(manner);
  const failed = await outlet.deliver(letter(), signal).catch((error: unknown) => error);
  expect(failed).toMatchObject({ name: 'OutletFailed', outcome: { code: 'answered', ...said } });
});
