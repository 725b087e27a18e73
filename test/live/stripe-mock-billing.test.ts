// The requests about subscriptions and invoices, made by the official SDK, before Stripe's own judge of them.
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { systemClock } from '../../server/lib/clock.ts';
import { createStripeBilling } from '../../server/rails/stripe/billing/stripe-billing.ts';
import { type BillingDesk, billingDesk } from '../server/rails/billing/billing-world.ts';
import { type Overheard, overhear } from './overheard.ts';
import { type StripeMock, openStripeMock } from './stripe-mock.ts';

let mock: StripeMock;
let line: Overheard;
beforeAll(async () => {
  mock = await openStripeMock();
  line = await overhear(mock.kind === 'here' ? mock.url : 'http://127.0.0.1:9');
});
afterAll(async () => {
  await line.close();
  if (mock.kind === 'here') await mock.stop();
});

const [customer, subscription, invoice, price, page] = ['cus_1', 'sub_1', 'in_1', 'price_1', 'cs_test_1'] as const;

/** The mock answers with examples; they are made to be of what was asked for, so that the rail goes on to its next question. */
function deskAt(context: TestContext, ...changes: readonly (readonly [RegExp, string])[]): BillingDesk {
  if (mock.kind === 'not_here') context.skip(`not here: ${mock.reason}`);
  line.exchanges.length = 0;
  line.twist((answer) => changes.reduce((told, [pattern, by]) => told.replaceAll(pattern, by), answer));
  const access = { secretKey: 'sk_test_12345678', webhookSecret: 'whsec_12345678', apiUrl: line.url };
  return billingDesk(createStripeBilling({ ...access, clock: systemClock }).rail);
}

async function heard(ask: Promise<unknown>): Promise<readonly string[]> {
  await ask.catch(() => undefined);
  return line.exchanges.splice(0).map(({ question, status, complaint }) => `${status} ${question} ${complaint}`.trim());
}

const named = (what: string) => [/"metadata": ?(?:\{\}|null)/g, `"metadata":{${what}}`] as const;
const ofCustomer = [/"customer": ?"\w+"/g, `"customer":"${customer}"`] as const;

describe('Stripe takes', () => {
  it('the reading of a price', async (context) => {
    expect(await heard(deskAt(context).price(price))).toEqual([`200 GET /v1/prices/${price}`]);
  });

  it('the making of a customer, after a search, and the adding of a name', async (context) => {
    const own = "o'hara\\1";
    const desk = deskAt(context, named(`"customer_id":${JSON.stringify(own)}`), [/"data": ?\[.*\]/gs, '"data":[]']);
    const [searched, made, updated] = await heard(desk.customer(own, null, { email: 'a@example.org', name: 'A' }));
    expect(searched).toBe('200 GET /v1/customers/search');
    expect(made).toBe('200 POST /v1/customers');
    expect(updated).toMatch(/^200 POST \/v1\/customers\/cus_/);
  });

  it('the reading of a customer that is known', async (context) => {
    expect((await heard(deskAt(context).customer('1', customer)))[0]).toBe(`200 GET /v1/customers/${customer}`);
  });

  it('the beginning of a subscription, and the try to have it paid', async (context) => {
    const desk = deskAt(
      context,
      ofCustomer,
      named('"subscription_id":"s1"'),
      [/"status": ?"active"/g, '"status":"incomplete"'],
      [/"latest_invoice": ?null/g, `"latest_invoice":"${invoice}"`],
      [/"has_more": ?true/g, '"has_more":false'],
    );
    // The list shows one of the same id, so that another is asked for.
    const all = [
      ...(await heard(desk.begin('s2', customer, price))),
      ...(await heard(desk.begin('s1', customer, price))),
    ];
    expect(all).toEqual([
      '200 GET /v1/subscriptions',
      '200 POST /v1/subscriptions',
      '200 GET /v1/subscriptions',
      `200 POST /v1/invoices/${invoice}/pay`,
      expect.stringMatching(/^200 GET \/v1\/subscriptions\/sub_/),
    ]);
  });

  it('the reading of a subscription, and its end, now or later', async (context) => {
    const desk = deskAt(
      context,
      [/"id": ?"sub_\w+"/g, `"id":"${subscription}"`],
      [/"cancel_at_period_end": ?true/g, '"cancel_at_period_end":false'],
      [/"cancel_at": ?\d+/g, '"cancel_at":null'],
    );
    const read = `200 GET /v1/subscriptions/${subscription}`;
    expect(await heard(desk.cancel(subscription, true))).toEqual([read, `200 POST /v1/subscriptions/${subscription}`]);
    expect(await heard(desk.cancel(subscription, false))).toEqual([
      read,
      `200 DELETE /v1/subscriptions/${subscription}`,
    ]);
  });

  it('the page of a subscription, and its reading', async (context) => {
    const desk = deskAt(context);
    expect(await heard(desk.open('s1', customer, price))).toEqual([
      '200 GET /v1/checkout/sessions',
      '200 POST /v1/checkout/sessions',
    ]);
    expect(await heard(desk.page(page))).toEqual([`200 GET /v1/checkout/sessions/${page}`]);
  });

  it('an invoice with its lines, from its making to the try to have it paid', async (context) => {
    const changes = [ofCustomer, named('"invoice_id":"i1"'), [/"currency": ?"usd"/g, '"currency":"eur"']] as const;
    const draft = deskAt(context, ...changes);
    expect(await heard(draft.push('i2', customer, [1000]))).toEqual(['200 GET /v1/invoices', '200 POST /v1/invoices']);
    expect(await heard(draft.push('i1', customer, [1000]))).toEqual([
      '200 GET /v1/invoices',
      '200 GET /v1/invoiceitems',
      '200 POST /v1/invoiceitems',
      expect.stringMatching(/^200 POST \/v1\/invoices\/in_\w+\/finalize$/),
      expect.stringMatching(/^200 GET \/v1\/invoices\/in_/),
    ]);
    const open = deskAt(context, ...changes, [/"status": ?"draft"/g, '"status":"open"'] as const);
    expect((await heard(open.push('i1', customer, [1000])))[2]).toMatch(/^200 POST \/v1\/invoices\/in_\w+\/pay$/);
  });

  it('the reading of an invoice with its payment', async (context) => {
    expect(await heard(deskAt(context).invoice(invoice))).toEqual([`200 GET /v1/invoices/${invoice}`]);
  });

  it('the opening of the portal', async (context) => {
    expect(await heard(deskAt(context).portal(customer))).toEqual(['200 POST /v1/billing_portal/sessions']);
  });
});
