// The operator's business over HTTP, with the sandbox as the provider: plans, customers, subscriptions and invoices.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Companion, call, holdBody, startCompanion } from '../../support/companion.ts';

const key = 'the key of the operator';
let server: Companion;
beforeAll(async () => {
  server = await startCompanion({
    ADMIN_API_KEY: key,
    TRUSTED_PROXIES: '127.0.0.1',
    TRUST_IDENTITY_HEADERS: '1',
    SANDBOX_ENABLED: '1',
  });
});
afterAll(() => server.close());

const ask = (request: string, body?: unknown) =>
  call(server.url, request, { headers: { 'x-api-key': key }, ...(body === undefined ? {} : { body }) });

it('plans are made by a name, given cycles, assigned with a zone, and read', async () => {
  const made = await ask('POST /v1/plans', { name: 'Pay As You Go', type: 'usage', currency: 'USD' });
  expect(made.body).toMatchObject({ id: 'pay-as-you-go', plan_id: 'pay-as-you-go', is_new: true });
  const terms = { plan_id: 'pay-as-you-go', billing_cycle: 'monthly', min_commit_cents: 500, credit_grant_cents: 100 };
  expect((await ask('POST /v1/plans/usage', terms)).body.plan).toMatchObject({
    type: 'usage',
    usage: { min_commit_cents: 500 },
  });
  // There is one rate for cents, so no plan is in another currency than credits are sold in.
  const other = await ask('POST /v1/plans', { name: 'Pay As You Go', type: 'usage', currency: 'JPY' });
  expect([other.status, other.body]).toMatchObject([
    400,
    { reason: 'other_currency', currency: 'USD', detail: 'Credits are sold in USD here. Name that currency.' },
  ]);
  // The name again changes nothing of that.
  const again = await ask('POST /v1/plans', { name: 'Pay As You Go', type: 'usage', currency: 'USD' });
  expect(again.body).toMatchObject({ is_new: false, plan: { usage: { credit_grant_cents: 100 } } });
  const given = { entity_type: 'user', entity_id: 7, plan_id: 'pay-as-you-go', timezone: 'Europe/Berlin' };
  expect((await ask('POST /v1/plans/assign', given)).body).toMatchObject({
    scope: 'user',
    subject: '7',
    entity_id: '7',
    timezone: 'Europe/Berlin',
  });
  // The other pair of names reads ids in the same way.
  const { entity_type: scope, entity_id: subject, ...rest } = given;
  expect((await ask('POST /v1/plans/assign', { ...rest, scope, subject })).body).toMatchObject({ subject: '7' });
  expect((await ask('POST /v1/plans/assign', { ...rest, scope, subject: ' 7 ' })).body).toMatchObject({ subject: '7' });
  expect((await ask('GET /v1/plans/assignment/user/7')).body).toMatchObject({
    plan_id: 'pay-as-you-go',
    assigned_plan_id: 'pay-as-you-go',
    subscribed_plan_id: null,
    timezone: 'Europe/Berlin',
  });
  expect((await ask('GET /v1/plans/assignment/user/8')).body.code).toBe('assignment_not_found');
  expect((await ask('POST /v1/plans/usage', { ...terms, plan_id: 'none' })).body.code).toBe('plan_not_found');
  expect((await ask('POST /v1/plans', { id: 'half', name: 'Half' })).body).toMatchObject({ field: 'monthly_quota' });
  expect((await ask('POST /v1/plans/assign', { ...given, scope: 'user' })).body.reason).toBe('either_field');
});

it('a customer, a subscription and an invoice, from nothing', async () => {
  const made = await ask('POST /v1/billing/customers', { entity_type: 'user', entity_id: 1 });
  expect([made.status, made.body.customer]).toMatchObject([201, { entity_id: '1', stripe_customer_id: null }]);
  const { id } = made.body.customer;
  expect((await ask('POST /v1/billing/customers', { entity_type: 'user', entity_id: '1' })).status).toBe(200);
  expect((await ask('GET /v1/billing/customers')).body.total).toBe(1);
  expect((await ask(`GET /v1/billing/customers/${id}`)).body.customer.id).toBe(id);
  const begun = await ask('POST /v1/billing/subscriptions', { customer_id: id, plan_id: 'team' });
  expect([begun.status, begun.body.subscription.status]).toEqual([201, 'active']);
  const one = `/v1/billing/subscriptions/${begun.body.subscription.id}`;
  expect((await ask(`GET ${one}`)).body.subscription.plan_id).toBe('team');
  expect((await ask(`GET /v1/billing/subscriptions?customer_id=${id}&plan_id=team`)).body.total).toBe(1);
  expect((await ask('GET /v1/billing/subscriptions/by_stripe/sub_1')).body.code).toBe('subscription_not_found');
  const hold = holdBody();
  const headers = { 'x-user-id': '1' };
  expect((await call(server.url, 'POST /v1/holds', { body: hold, headers })).body.plan.id).toBe('team');
  const usage = { prompt_tokens: 1, completion_tokens: 2, duration_ms: 3, outcome: 'complete' };
  await call(server.url, `POST /v1/holds/${hold.id}/capture`, { body: usage, headers });
  const today = new Date().toISOString().slice(0, 10);
  const period = `customer_id=${id}&date_from=${today}&date_to=${today}`;
  const invoice = await ask(`POST /v1/billing/invoices/generate?${period}`);
  expect(invoice.body).toMatchObject({ is_new: true, invoice: { status: 'draft', line_items: [{ quantity: 1 }] } });
  const shown = await ask(`GET /v1/billing/invoices/${invoice.body.invoice.id}`);
  expect(shown.body.invoice).toEqual(invoice.body.invoice);
  expect((await ask(`GET /v1/billing/invoices?customer_id=${id}&limit=1`)).body).toMatchObject({ total: 1 });
  expect((await ask(`POST ${one}/cancel`, {})).body.subscription.status).toBe('canceled');
});

it('a plan is sold at a price, subscribed to at the provider, and billed by it', async () => {
  const price = { plan_id: 'pro', stripe_price_id: 'sandbox_900_EUR_month' };
  const made = await ask('POST /v1/billing/stripe/price_mappings', price);
  expect([made.status, made.body.price_mapping]).toMatchObject([201, { currency: 'EUR', amount_cents: 900 }]);
  expect((await call(server.url, 'GET /v1/config')).body.subscriptions).toMatchObject([
    { plan_id: 'pro', price: { amount_cents: 900, every: { unit: 'month', count: 1 } } },
  ]);
  const customer = await ask('POST /v1/billing/customers', { entity_type: 'user', entity_id: 'bob' });
  const { id } = customer.body.customer;
  const ensured = await ask(`POST /v1/billing/stripe/customers/ensure?customer_id=${id}`);
  expect(ensured.body.stripe_customer_id).toBe(ensured.body.customer.stripe_customer_id);
  const begin = () => ask(`POST /v1/billing/stripe/subscriptions/ensure_by_plan?customer_id=${id}&plan_id=pro`);
  const begun = await begin();
  expect(begun.body.stripe_subscription_id).toEqual(expect.any(String));
  expect((await begin()).body.subscription.id).toBe(begun.body.subscription.id);
  const same = { customer_id: id, plan_id: 'pro', stripe_price_id: 'sandbox_900_EUR_month' };
  const again = await ask('POST /v1/billing/stripe/subscriptions/ensure', same);
  expect(again.body.stripe_subscription_id).toBe(begun.body.stripe_subscription_id);
  const byStripe = `GET /v1/billing/subscriptions/by_stripe/${begun.body.stripe_subscription_id}`;
  expect((await ask(byStripe)).body.subscription.id).toBe(begun.body.subscription.id);

  const path = `/v1/billing/stripe/price_mappings/${made.body.price_mapping.id}`;
  expect((await ask(`PATCH ${path}`, { active: false })).body.price_mapping.active).toBe(false);
  expect((await ask('GET /v1/billing/stripe/price_mappings?plan_id=pro')).body.total).toBe(1);
  expect((await ask(`DELETE ${path}`)).body.ok).toBe(true);
  expect((await ask(`DELETE ${path}`)).body.code).toBe('price_mapping_not_found');
});

it('an invoice is sent once, and tells where it is paid', async () => {
  const { customers } = (await ask('GET /v1/billing/customers')).body;
  const { id } = customers.find(({ entity_id: of }: { readonly entity_id: string }) => of === '1');
  const { invoices } = (await ask(`GET /v1/billing/invoices?customer_id=${id}`)).body;
  const push = () => ask(`POST /v1/billing/stripe/invoices/push?invoice_id=${invoices[0].id}`);
  const pushed = await push();
  expect(pushed.body.stripe_invoice_id).toEqual(expect.any(String));
  expect((await push()).body.stripe_invoice_id).toBe(pushed.body.stripe_invoice_id);
});

it('a person subscribes on a page, and finds there what they have', async () => {
  const price = { plan_id: 'team', stripe_price_id: 'sandbox_500_EUR_month' };
  await ask('POST /v1/billing/stripe/price_mappings', price);
  const headers = { 'x-user-id': 'carol' };
  const body = { id: crypto.randomUUID(), plan_id: 'team' };
  const begun = await call(server.url, 'POST /v1/subscription/checkout', { headers, body });
  expect(begun.body).toMatchObject({ subscription_id: body.id, url: expect.stringMatching(/^http/) });
  const own = await call(server.url, 'GET /v1/subscription', { headers });
  expect(own.body.subscriptions).toMatchObject([{ id: body.id, plan_name: 'Team', status: 'pending', for: 'me' }]);
  const portal = await call(server.url, 'POST /v1/subscription/portal', { headers, body: {} });
  expect(portal.body.url).toMatch(/^http/);
  for (const [asked, code] of [
    [{ plan_id: 'enterprise' }, 'plan_not_offered'],
    [{ for: 'team' }, 'forbidden'],
  ] as const)
    expect(
      (await call(server.url, 'POST /v1/subscription/checkout', { headers, body: { ...body, ...asked } })).body.code,
    ).toBe(code);
});

it('says plainly what is wrong with a question', async () => {
  const none = '00000000-0000-4000-8000-000000000000';
  const noes = [
    [`GET /v1/billing/customers/${none}`, 404, 'customer_not_found'],
    [`GET /v1/billing/subscriptions/${none}`, 404, 'subscription_not_found'],
    [`GET /v1/billing/invoices/${none}`, 404, 'invoice_not_found'],
    ['GET /v1/billing/customers/nonsense', 400, 'invalid_request'],
    [
      `POST /v1/billing/invoices/generate?customer_id=${none}&date_from=2026-01-01&date_to=2026-01-02`,
      404,
      'customer_not_found',
    ],
    [
      `POST /v1/billing/invoices/generate?customer_id=${none}&date_from=yesterday&date_to=2026-01-02`,
      400,
      'invalid_request',
    ],
  ] as const;
  for (const [request, status, code] of noes) {
    const reply = await ask(request);
    expect([request, reply.status, reply.body.code]).toEqual([request, status, code]);
  }
});
