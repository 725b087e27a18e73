import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { doctor } from '../../../server/cli/doctor.ts';
import { type BtcpaySim, simStore, startBtcpaySim } from '../../support/btcpay-sim/btcpay-sim.ts';
import { companionEnv, tempFolder } from '../../support/companion.ts';
import { simAccount, startStripeSim, type StripeSim } from '../../support/stripe-sim/stripe-sim.ts';

let bitcoin: BtcpaySim;
let cards: StripeSim;
const folder = tempFolder();
beforeAll(async () => {
  bitcoin = await startBtcpaySim();
  cards = await startStripeSim();
});
afterAll(async () => {
  await bitcoin.close();
  await cards.close();
  rmSync(folder, { recursive: true, force: true });
});

async function examine(env: Readonly<Record<string, string>>, registerWebhook = false) {
  const lines: string[] = [];
  const code = await doctor(
    { ...companionEnv(folder), PUBLIC_URL: 'https://credits.example.org', ...env },
    (line) => lines.push(line),
    { registerWebhook },
  );
  return { code, text: lines.join('\n') };
}

const btcpayEnv = () => ({
  BTCPAY_URL: bitcoin.url,
  BTCPAY_STORE_ID: simStore.id,
  BTCPAY_API_KEY: simStore.apiKey,
  BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
});
const stripeEnv = () => ({
  STRIPE_SECRET_KEY: simAccount.secretKey,
  STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
  STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
  STRIPE_API_URL: cards.url,
});

it('the doctor names what BTCPay Server’s key lacks, and makes the webhook when told to', async () => {
  bitcoin.grantPermissions([`btcpay.store.canviewinvoices:${simStore.id}`, 'btcpay.store.webhooks.canmodifywebhooks']);
  const lacking = await examine(btcpayEnv());
  expect([lacking.code, lacking.text]).toEqual([1, expect.stringContaining('give it btcpay.store.cancreateinvoice')]);
  expect(lacking.text).toContain('doctor --register-webhook');
  bitcoin.grantPermissions([`btcpay.store.canmodifystoresettings:${simStore.id}`]);
  const made = await examine(btcpayEnv(), true);
  expect([made.code, made.text]).toEqual([
    0,
    expect.stringContaining('The webhook to https://credits.example.org/v1/webhooks/btcpay was made.'),
  ]);
  expect(bitcoin.hooks).toMatchObject([{ enabled: true, automaticRedelivery: true, secret: simStore.webhookSecret }]);
  const again = await examine(btcpayEnv(), true);
  expect([again.code, bitcoin.hooks.length]).toEqual([0, 1]);
});

it('the doctor warns of a key that can give no money back, and finds the rest well', async () => {
  const purchases = ['btcpay.store.cancreateinvoice', 'btcpay.store.canviewinvoices'];
  const hooks = 'btcpay.store.webhooks.canmodifywebhooks';
  bitcoin.grantPermissions([...purchases, hooks]);
  const lacking = await examine(btcpayEnv(), true);
  expect([lacking.code, lacking.text]).toEqual([
    0,
    expect.stringContaining('! The key of BTCPay Server cannot make refunds'),
  ]);
  bitcoin.grantPermissions([...purchases, hooks, `btcpay.store.cancreatenonapprovedpullpayments:${simStore.id}`]);
  expect((await examine(btcpayEnv())).text).toContain('✔ The key of BTCPay Server can make refunds');
  bitcoin.plan(/pull-payments/, { kind: 'status', status: 403 });
  expect((await examine(btcpayEnv())).text).toContain('! The key of BTCPay Server has no access to pull payments');
  bitcoin.grantPermissions([`btcpay.store.canmodifystoresettings:${simStore.id}`]);
});

it('the doctor says that a key or a store is not taken, without the key', async () => {
  const key = await examine({ ...btcpayEnv(), BTCPAY_API_KEY: 'another key altogether' });
  expect([key.code, key.text]).toEqual([1, expect.stringContaining('rejects the key')]);
  expect(key.text).not.toContain('another key');
  const store = await examine({ ...btcpayEnv(), BTCPAY_STORE_ID: 'Elsewhere' });
  expect([store.code, store.text]).toEqual([
    1,
    expect.stringContaining('may not make invoices in the store Elsewhere'),
  ]);
});

it('the doctor finds Stripe’s endpoint, and names the events that it lacks', async () => {
  const none = await examine(stripeEnv());
  expect([none.code, none.text]).toEqual([1, expect.stringContaining('Stripe has no webhook endpoint')]);
  const endpoint = {
    object: 'webhook_endpoint',
    url: 'https://credits.example.org/v1/webhooks/stripe',
    status: 'enabled',
  };
  cards.endpoints.push({ ...endpoint, enabled_events: ['payment_intent.succeeded'] });
  expect((await examine(stripeEnv())).text).toContain('does not receive payment_intent.processing');
  cards.endpoints.splice(0, 1, { ...endpoint, enabled_events: ['*'] });
  expect((await examine(stripeEnv())).code).toBe(0);
  expect((await examine(stripeEnv())).text).toContain('✔ The Stripe key has access to refunds and disputes.');
  for (const [path, right] of [
    ['refunds', 'Charges and Refunds'],
    ['disputes', 'Disputes'],
  ] as const) {
    cards.plan(new RegExp(path), { kind: 'status', status: 403, body: { error: { type: 'invalid_request_error' } } });
    const lacking = await examine(stripeEnv());
    expect([lacking.code, lacking.text]).toEqual([
      0,
      expect.stringMatching(new RegExp(`! The Stripe key.*“${right}”`)),
    ]);
  }
  const wrong = await examine({ ...stripeEnv(), STRIPE_SECRET_KEY: 'sk_test_anotherkey0001' });
  expect([wrong.code, wrong.text]).toEqual([1, expect.stringContaining('Look at STRIPE_SECRET_KEY')]);
  expect(wrong.text).not.toContain('anotherkey');
});

it('the doctor says what subscriptions still need, and that nothing else does', async () => {
  const endpoint = {
    object: 'webhook_endpoint',
    url: 'https://credits.example.org/v1/webhooks/stripe',
    status: 'enabled',
  };
  cards.endpoints.splice(0, cards.endpoints.length, { ...endpoint, enabled_events: ['*'] });
  const ready = await examine(stripeEnv());
  expect([ready.code, ready.text]).toEqual([0, expect.stringContaining('✔ Stripe is ready for subscriptions')]);
  cards.billing.setUpPortal(false);
  const portal = await examine(stripeEnv());
  expect([portal.code, portal.text]).toEqual([0, expect.stringContaining('! Stripe’s customer portal is not set up')]);
  cards.billing.setUpPortal(true);
  for (const [path, right] of [
    [/v1\/customers/, '“Customers”, write'],
    [/v1\/subscriptions/, '“Subscriptions”, write'],
    [/v1\/invoices/, '“Invoices”, write'],
    [/v1\/prices/, '“Prices”, read'],
    [/checkout.sessions/, '“Checkout Sessions”, write'],
    [/billing_portal/, '“Customer portal”, write'],
  ] as const) {
    cards.plan(path, { kind: 'status', status: 403, body: { error: { type: 'invalid_request_error' } } });
    const lacking = await examine(stripeEnv());
    expect([lacking.code, lacking.text]).toEqual([0, expect.stringContaining(right)]);
    expect(lacking.text).not.toContain('✔ Stripe is ready for subscriptions');
  }
  cards.endpoints.splice(0, 1, { ...endpoint, enabled_events: ['payment_intent.succeeded', 'invoice.paid'] });
  const events = await examine(stripeEnv());
  expect(events.text).toContain('customer.subscription.created, customer.subscription.updated');
  expect(events.text).not.toMatch(/receive [^:]*invoice\.paid/);
  cards.endpoints.splice(0, 1, { ...endpoint, enabled_events: ['*'] });
});

it('the doctor tries every pack against the least that each provider takes', async () => {
  const packs = (cents: number, currency: string) =>
    JSON.stringify([{ id: 'tiny', name: 'Tiny', credits_microcredits: 1_000_000, amount_cents: cents, currency }]);
  const cheap = await examine({ ...stripeEnv(), PACKS: packs(49, 'USD') });
  expect([cheap.code, cheap.text]).toEqual([
    1,
    expect.stringContaining('✘ Pack tiny costs 0.49 USD, and Stripe charges no less than 0.50 USD'),
  ]);
  expect((await examine({ ...stripeEnv(), PACKS: packs(50, 'USD') })).text).not.toContain('no less than');
  bitcoin.grantPermissions([`btcpay.store.canmodifystoresettings:${simStore.id}`]);
  // One bitcoin costs 64,000 of anything at the simulator.
  const dust = await examine({ ...btcpayEnv(), PACKS: packs(30, 'EUR') });
  expect(dust.text).toContain('! Pack tiny costs 0.30 EUR, too little for a payment on-chain');
  expect((await examine({ ...btcpayEnv(), PACKS: packs(1, 'CLF') })).text).toContain(
    '✘ Pack tiny costs 0.0001 CLF, which is less than one satoshi',
  );
  expect((await examine({ ...btcpayEnv(), PACKS: packs(500, 'XPF') })).text).toContain(
    '✘ BTCPay Server has no rate for XPF',
  );
  expect((await examine({ ...btcpayEnv(), PACKS: packs(500, 'EUR') })).text).not.toContain('Pack tiny costs 5.00 EUR,');
});

it('the doctor wants the events of the hosted page where the hosted page is used', async () => {
  const env = { ...stripeEnv(), STRIPE_CHECKOUT: 'session' };
  const [first] = cards.endpoints;
  const told = [
    'payment_intent.succeeded',
    'payment_intent.processing',
    'payment_intent.payment_failed',
    'payment_intent.canceled',
    'refund.created',
    'refund.updated',
    'refund.failed',
    'charge.dispute.created',
    'charge.dispute.closed',
  ];
  cards.endpoints.splice(0, 1, { ...first, enabled_events: told });
  expect((await examine(stripeEnv())).code).toBe(0);
  const lacking = await examine(env);
  expect([lacking.code, lacking.text]).toEqual([
    1,
    expect.stringContaining('does not receive checkout.session.completed, checkout.session.async_payment_succeeded'),
  ]);
  cards.plan(/checkout.sessions/, { kind: 'status', status: 403, body: { error: { type: 'invalid_request_error' } } });
  expect((await examine(env)).text).toContain('give it “Checkout Sessions”');
  const unknown = await examine({ ...env, STRIPE_CHECKOUT: 'popup' });
  expect([unknown.code, unknown.text]).toEqual([1, expect.stringContaining('STRIPE_CHECKOUT')]);
});
