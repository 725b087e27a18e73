// The billing API: customers, subscriptions, invoices, price mappings and reports.
import { expect } from 'vitest';
import { request_id, type Row, text } from './row.ts';

const dates = ((day: string) => `date_from=${day}&date_to=${day}`)(
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now()),
);
const sums = 'usage_amount_cents,usage_tokens';
const csvHeads = {
  total: `${sums},topup_cents,refunds_cents,net_topup_cents,balance_delta_cents`,
  model: `model,${sums}`,
  day: `date,${sums}`,
  model_day: `date,model,${sums}`,
};

export const businessRows: readonly Row[] = [
  {
    ask: 'POST /v1/billing/customers',
    body: { entity_type: 'user', entity_id: 4 },
    status: 201,
    fields: { customer: { entity_type: 'user', entity_id: '4', stripe_customer_id: null } },
    keep: { customer: 'customer.id' },
  },
  {
    ask: 'POST /v1/billing/subscriptions',
    body: { customer_id: '{customer}', plan_id: 'day' },
    status: 201,
    fields: { subscription: { status: 'active', plan_id: 'day' } },
    keep: { subscription: 'subscription.id' },
  },
  {
    ask: `POST /v1/billing/invoices/generate?customer_id={customer}&${dates}`,
    status: 200,
    fields: { request_id, invoice: { status: 'draft', currency: 'USD' } },
    keep: { invoice: 'invoice.id' },
  },
  {
    ask: 'GET /v1/billing/invoices/{invoice}',
    status: 200,
    fields: { invoice: { line_items: [{ model: 'fake-small', quantity: 1 }] } },
  },
  {
    ask: 'GET /v1/billing/invoices?customer_id={customer}&limit=50&offset=0',
    status: 200,
    fields: { total: 1, invoices: [{ status: 'draft' }] },
  },
  { ask: 'GET /v1/billing/subscriptions/{subscription}', status: 200, fields: { subscription: { plan_id: 'day' } } },
  {
    ask: 'GET /v1/billing/subscriptions?customer_id={customer}&plan_id=day&limit=50&offset=0',
    status: 200,
    fields: { total: 1 },
  },
  {
    ask: 'POST /v1/billing/stripe/price_mappings',
    body: { plan_id: 'cycle', stripe_price_id: 'sandbox_900_USD_month' },
    status: 201,
    fields: { price_mapping: { active: true, currency: 'USD' } },
    keep: { mapping: 'price_mapping.id' },
  },
  {
    ask: 'GET /v1/billing/stripe/price_mappings?plan_id=cycle',
    status: 200,
    fields: { price_mappings: [{ stripe_price_id: 'sandbox_900_USD_month' }] },
  },
  {
    ask: 'POST /v1/billing/stripe/customers/ensure?customer_id={customer}',
    status: 200,
    fields: { stripe_customer_id: text },
  },
  {
    ask: 'POST /v1/billing/stripe/subscriptions/ensure',
    body: { customer_id: '{customer}', plan_id: 'cycle', stripe_price_id: 'sandbox_900_USD_month' },
    status: 200,
    fields: { stripe_subscription_id: text },
    keep: { byStripe: 'stripe_subscription_id' },
  },
  {
    ask: 'POST /v1/billing/stripe/subscriptions/ensure_by_plan?customer_id={customer}&plan_id=cycle',
    status: 200,
    fields: { stripe_subscription_id: text },
  },
  {
    ask: 'GET /v1/billing/subscriptions/by_stripe/{byStripe}',
    status: 200,
    fields: { subscription: { plan_id: 'cycle' } },
  },
  {
    ask: 'POST /v1/billing/stripe/invoices/push?invoice_id={invoice}',
    status: 200,
    fields: { stripe_invoice_id: text },
  },
  {
    ask: 'PATCH /v1/billing/stripe/price_mappings/{mapping}',
    body: { active: false },
    status: 200,
    fields: { price_mapping: { active: false } },
  },
  { ask: 'DELETE /v1/billing/stripe/price_mappings/{mapping}', status: 200, fields: { ok: true } },

  {
    ask: 'GET /v1/reports/daily?user_id=1',
    status: 200,
    fields: { request_id, user_id: '1', amount_cents: expect.any(Number), total_tokens: expect.any(Number) },
  },
  {
    ask: 'GET /v1/reports/summary?user_id=1&days=7',
    status: 200,
    fields: {
      request_id,
      days: expect.arrayContaining([expect.objectContaining({ date: text, amount_cents: expect.any(Number) })]),
    },
  },
  { ask: 'GET /v1/reports/overdraft?user_id=1&days=7', status: 200, fields: { request_id, events: [] } },
  ...Object.entries(csvHeads).flatMap(([group, head]): readonly Row[] => [
    {
      ask: `GET /v1/reports/period?user_id=1&${dates}&model=fake-large&success=true&group_by=${group}&format=json`,
      status: 200,
      fields: {
        request_id,
        usage_amount_cents: expect.any(Number),
        usage_tokens: expect.any(Number),
        topup_cents: 1000,
        refunds_cents: expect.any(Number),
        net_topup_cents: expect.any(Number),
        balance_delta_cents: expect.any(Number),
      },
    },
    {
      ask: `GET /v1/reports/period?user_id=1&${dates}&group_by=${group}&format=csv`,
      status: 200,
      fields: new RegExp(`^request_id,user_id,from,to,${head}\\r\\n`),
    },
    {
      ask: `GET /v1/reports/period_team?team_id=1&${dates}&group_by=${group}`,
      status: 200,
      fields: { request_id, team_id: '1', usage_tokens: 0 },
    },
  ]),
  {
    ask: 'GET /v1/reports/budget?user_id=1',
    status: 200,
    fields: {
      request_id,
      wallets: [{ currency: 'USD', balance_cents: expect.any(Number), low_threshold_cents: null }],
      daily_limit: {
        daily_limit_cents: 500,
        overflow_policy: 'grace',
        reset_time: '00:00',
        spent_today_cents: expect.any(Number),
        remaining_cents: expect.any(Number),
        window_start: expect.any(Number),
        window_end: expect.any(Number),
      },
      api_keys: [],
      gating: { enabled: false },
      litellm: { enabled: true },
    },
  },
  {
    ask: 'GET /v1/reports/budget?user_id=1&format=csv',
    status: 200,
    fields: /^request_id,user_id,wallet_balance_cents,/,
  },
  {
    ask: 'GET /v1/reports/daily?user_id=1',
    by: { headers: { 'x-api-key': 'another' } },
    status: 401,
    fields: { code: 'operator_key_rejected' },
  },
];
