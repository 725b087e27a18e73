// The Stripe rail's real requests, made by the official SDK, before Stripe's own judge of them.
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { systemClock } from '../../server/lib/clock.ts';
import type { Rail } from '../../server/rails/rail.ts';
import { checkStripe } from '../../server/rails/stripe/stripe-setup.ts';
import { createStripeRail } from '../../server/rails/stripe/stripe-rail.ts';
import { deskOf, newOrder } from '../server/rails/rail-desk.ts';
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

function railAt(context: TestContext, checkout: 'element' | 'session'): Rail {
  if (mock.kind === 'not_here') context.skip(`not here: ${mock.reason}`);
  line.exchanges.length = 0;
  line.twist((answer) => answer);
  return createStripeRail({
    secretKey: 'sk_test_12345678',
    publishableKey: 'pk_test_12345678',
    webhookSecret: 'whsec_12345678',
    apiUrl: line.url,
    checkout,
    pageUrl: (id) => `https://tallystick.example/checkout/${id}`,
    purchaseName: String,
    clock: systemClock,
  });
}

/** The mock answers with examples, which need not be of our order: what counts is whether it took the question. */
async function heard(ask: Promise<unknown>): Promise<readonly string[]> {
  await ask.catch(() => undefined);
  return line.exchanges.splice(0).map(({ question, status, complaint }) => `${status} ${question} ${complaint}`.trim());
}

const intent = 'pi_123456789012345678901234';
const session = 'cs_test_123456789012345678901234';

describe('Stripe takes', () => {
  it('the making of a payment', async (context) => {
    const desk = deskOf(railAt(context, 'element'));
    expect(await heard(desk.start(newOrder()))).toEqual(['200 POST /v1/payment_intents']);
  });

  it('the making of a hosted page', async (context) => {
    const desk = deskOf(railAt(context, 'session'));
    expect(await heard(desk.start(newOrder()))).toEqual(['200 POST /v1/checkout/sessions']);
  });

  it('the reading of a payment with its refunds', async (context) => {
    const desk = deskOf(railAt(context, 'element'));
    const [first, ...rest] = await heard(desk.read(intent));
    expect(first).toBe(`200 GET /v1/payment_intents/${intent}`);
    expect(rest.filter((line) => !line.startsWith('200 '))).toEqual([]);
  });

  it('the questions about a payment that was disputed and often given back', async (context) => {
    const desk = deskOf(railAt(context, 'element'));
    const pages = { left: 3 };
    line.twist((answer) => {
      pages.left -= 1;
      const told = answer
        .replaceAll(/"disputed": ?false/g, '"disputed":true')
        .replaceAll(/"status": ?"requires_\w+"/g, '"status":"succeeded"')
        .replace(/"latest_charge": ?null/, '"latest_charge":{"id":"ch_1","refunded":false,"disputed":true}');
      return pages.left > 0 ? told.replaceAll(/"has_more": ?false/g, '"has_more":true') : told;
    });
    const asked = await heard(desk.read(intent));
    expect(asked).toEqual([
      `200 GET /v1/payment_intents/${intent}`,
      '200 GET /v1/refunds',
      '200 GET /v1/refunds',
      '200 GET /v1/disputes',
    ]);
  });

  it('the reading of a hosted page with its payment', async (context) => {
    const desk = deskOf(railAt(context, 'session'));
    const [first, ...rest] = await heard(desk.read(session));
    expect(first).toBe(`200 GET /v1/checkout/sessions/${session}`);
    expect(rest.filter((line) => !line.startsWith('200 '))).toEqual([]);
  });

  it('a refund, after a look for one made before', async (context) => {
    const desk = deskOf(railAt(context, 'element'));
    expect(await heard(desk.refund(intent, 200))).toEqual(['200 GET /v1/refunds', '200 POST /v1/refunds']);
  });

  it.for(['element', 'session'] as const)('what doctor asks before selling by %s', async (checkout, context) => {
    railAt(context, checkout);
    const access = { secretKey: 'sk_test_12345678', apiUrl: line.url };
    const webhookUrl = 'https://tallystick.example/v1/webhooks/stripe';
    const asked = await heard(checkStripe({ ...access, checkout, webhookUrl }));
    expect(asked.toSorted()).toEqual(
      [
        ...(checkout === 'session' ? ['200 GET /v1/checkout/sessions'] : []),
        '200 GET /v1/billing_portal/configurations',
        '200 GET /v1/checkout/sessions',
        '200 GET /v1/customers',
        '200 GET /v1/invoices',
        '200 GET /v1/prices',
        '200 GET /v1/subscriptions',
        '200 GET /v1/disputes',
        '200 GET /v1/payment_intents',
        '200 GET /v1/refunds',
        '200 GET /v1/webhook_endpoints',
      ].toSorted(),
    );
  });

  it('no request that does not fit: the judge is awake', async (context) => {
    railAt(context, 'element');
    const wrong = fetch(`${line.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_12345678', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'amount=5.5&currency=eur&nonsense=1',
    });
    expect((await heard(wrong))[0]).toMatch(/^400 POST \/v1\/payment_intents /);
  });
});
