// The billing API: purchases, wallets, plans and the proxy.
import { expect } from 'vitest';
import { simAccount } from '../stripe-sim/stripe-sim.ts';
import { person, request_id, type Row, text } from './row.ts';

const chat = { model: 'fake-large', messages: [{ role: 'user', content: 'hi' }] };
const hinted = { ...chat, input_tokens: 100, output_tokens: 50 };

export const purchaseRows: readonly Row[] = [
  { ask: 'GET /', by: {}, status: 200, fields: { request_id } },
  {
    ask: 'GET /healthz',
    by: { headers: { 'x-request-id': '7' } },
    status: 200,
    fields: { status: 'ok', request_id: '7' },
    headers: { 'x-request-id': '7' },
  },
  {
    ask: 'POST /v1/payments/checkout',
    body: { user_id: 1, amount_cents: 1000, currency: 'USD', order_id: 'ORD-1' },
    status: 201,
    fields: {
      request_id,
      order_id: 'ORD-1',
      type: 'redirect',
      payload: { order_id: 'ORD-1', amount_cents: 1000, currency: 'USD' },
      provider_txn_id: text,
    },
    keep: { order: 'order.id', txn: 'provider_txn_id' },
  },
  {
    ask: 'POST /v1/payments/checkout',
    body: { user_id: 2, amount_cents: 1000, currency: 'USD' },
    status: 201,
    fields: { order_id: text },
  },
  {
    ask: 'POST /v1/webhooks/sandbox',
    body: { type: 'paid' },
    by: {},
    status: 400,
    fields: { code: 'invalid_request', reason: 'signature_wrong' },
  },
];

export const cardRows: readonly Row[] = [
  {
    ask: 'GET /v1/config/stripe',
    by: {},
    status: 200,
    fields: { publishable_key: simAccount.publishableKey, request_id },
  },
  {
    ask: 'POST /v1/payments/checkout',
    body: { user_id: 1, amount_cents: 1000, currency: 'USD', provider: 'stripe', order_id: 'ORD-2' },
    status: 201,
    fields: {
      request_id,
      order_id: 'ORD-2',
      type: 'client_secret',
      payload: { client_secret: text, order_id: 'ORD-2', amount_cents: 1000, currency: 'USD' },
      provider_txn_id: expect.stringMatching(/^pi_/),
    },
    keep: { card: 'order.id' },
  },
];

/** When the first order is paid. */
export const planRows: readonly Row[] = [
  ...['order_id=ORD-1', 'provider=sandbox&provider_txn_id={txn}'].map((query) => ({
    ask: `GET /v1/payments/status?${query}`,
    status: 200,
    fields: {
      request_id,
      local: { order_status: 'succeeded', payment_status: 'succeeded', order_id: 'ORD-1', provider_txn_id: text },
      provider: { status: text, amount_cents: 1000, currency: 'USD', provider_txn_id: text },
    },
  })),
  {
    ask: 'GET /v1/wallets/1',
    status: 200,
    fields: { request_id, user_id: '1', wallets: [{ currency: 'USD', balance_cents: 1000 }] },
  },
  {
    ask: 'GET /v1/wallets/1/ledger?limit=20',
    status: 200,
    fields: {
      request_id,
      user_id: '1',
      entries: [{ amount_cents: 1000, currency: 'USD', reason: text, created_at: text, meta: { provider: 'sandbox' } }],
    },
  },
  {
    ask: 'POST /v1/payments/refund',
    body: { order_id: 'ORD-1', amount_cents: 100, reason: 'requested_by_customer' },
    status: 201,
    fields: {
      request_id,
      ok: true,
      provider_refund_id: expect.toBeOneOf([null, text]),
      refund: { amount_cents: 100, currency: 'USD' },
    },
  },
  {
    ask: 'POST /v1/payments/refund',
    body: { provider: 'sandbox', provider_txn_id: '{txn}', amount_cents: 200 },
    status: 201,
    fields: { request_id, ok: true, refund: { amount_cents: 200, reason: 'The customer asked for it' } },
  },

  {
    ask: 'POST /v1/plans',
    body: { name: 'Day', type: 'daily_limit', currency: 'USD' },
    status: 200,
    fields: { id: 'day', plan_id: 'day', plan: { type: 'daily_limit', currency: 'USD' } },
  },
  {
    ask: 'POST /v1/plans',
    body: { name: 'Cycle', type: 'usage', currency: 'USD' },
    status: 200,
    fields: { plan_id: 'cycle' },
  },
  {
    ask: 'POST /v1/plans/daily_limit',
    body: {
      plan_id: 'day',
      daily_limit_cents: 500,
      overflow_policy: 'grace',
      reset_time: '00:00',
      timezone: 'Asia/Shanghai',
    },
    status: 200,
    fields: { plan: { daily: { unit: 'cents', amount: 500, overflow: { kind: 'grace' }, resets_at: '00:00' } } },
  },
  {
    ask: 'POST /v1/plans/usage',
    body: { plan_id: 'cycle', billing_cycle: 'weekly', min_commit_cents: 200, credit_grant_cents: 100 },
    status: 200,
    fields: { plan: { usage: { billing_cycle: 'weekly', min_commit_cents: 200, credit_grant_cents: 100 } } },
  },
  ...['day', 'tight', 'spare'].flatMap((plan_id): readonly Row[] => [
    ...(plan_id === 'day'
      ? []
      : [
          {
            ask: 'POST /v1/plans',
            body: { name: plan_id, type: 'daily_limit', currency: 'USD' },
            status: 200,
            fields: { plan_id },
          },
        ]),
    {
      ask: 'POST /v1/plans/pricing',
      body: {
        plan_id,
        model_pattern: 'fake-*',
        unit: 'token',
        unit_base_price_cents: 0.01,
        input_multiplier: 1,
        output_multiplier: 2,
        price_multiplier: 1,
        min_charge_cents: 1,
      },
      status: 200,
    },
  ]),
  { ask: 'POST /v1/plans/daily_limit', body: { plan_id: 'tight', daily_limit_cents: 1 }, status: 200 },
  {
    ask: 'POST /v1/plans/daily_limit',
    body: { plan_id: 'spare', daily_limit_cents: 1, overflow_policy: 'degrade', degrade_to_model: 'fake-small' },
    status: 200,
  },
  {
    ask: 'POST /v1/plans/assign',
    body: { entity_type: 'user', entity_id: 1, plan_id: 'day', timezone: 'Asia/Shanghai' },
    status: 200,
    fields: { entity_type: 'user', entity_id: '1', plan_id: 'day', timezone: 'Asia/Shanghai' },
  },
  {
    ask: 'POST /v1/plans/assign',
    body: { entity_type: 'team', entity_id: 1, plan_id: 'day' },
    status: 200,
    fields: { entity_type: 'team' },
  },
  { ask: 'POST /v1/plans/assign', body: { entity_type: 'user', entity_id: 3, plan_id: 'tight' }, status: 200 },
  { ask: 'POST /v1/plans/assign', body: { entity_type: 'user', entity_id: 4, plan_id: 'spare' }, status: 200 },
  {
    ask: 'GET /v1/plans/day',
    status: 200,
    fields: { plan: { id: 'day', name: 'Day' }, pricing: [{ model_pattern: 'fake-*', unit: 'token' }] },
  },
  { ask: 'GET /v1/plans/assignment/user/1', status: 200, fields: { plan_id: 'day', timezone: 'Asia/Shanghai' } },

  {
    ask: 'POST /v1/proxy/chat/completions',
    body: hinted,
    by: person('1', { 'x-litellm-api-key': 'sk-of-mine' }),
    status: 200,
    fields: {
      request_id,
      choices: [{ message: { content: 'Every mark counts.' } }],
      usage: { prompt_tokens: expect.any(Number) },
    },
  },
  {
    ask: 'POST /v1/proxy/chat/completions',
    body: hinted,
    by: person('3'),
    status: 403,
    fields: { error: { code: 'daily_limit_reached' } },
  },
  {
    ask: 'POST /v1/proxy/chat/completions',
    body: hinted,
    by: person('4'),
    status: 200,
    fields: { request_id, degraded_model: 'fake-small' },
  },
];
