import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../server/lib/clock.ts';
import { createSandboxBilling, type SandboxBilling } from '../../../server/rails/sandbox/billing/sandbox-billing.ts';
import { languages } from '../../../server/words/language.ts';
import { type Companion, call, startCompanion, until } from '../../support/companion.ts';
import { simAccount } from '../../support/stripe-sim/stripe-sim.ts';
import { billingDesk } from '../rails/billing/billing-world.ts';

let server: Companion;
let provider: SandboxBilling;
let desk: ReturnType<typeof billingDesk>;
beforeAll(async () => {
  server = await startCompanion();
  // The sandbox's own books, from outside of the server that shows its pages.
  provider = createSandboxBilling({
    path: join(server.folder, 'ledger.db.sandbox-billing'),
    secret: 'a secret of the sandbox',
    pageUrl: (kind, id) => `${server.url}/checkout/sandbox/${kind}/${id}`,
    clock: systemClock,
  });
  desk = billingDesk(provider.rail);
});
afterAll(async () => {
  await provider.close();
  await server.close();
});

const html = { accept: 'text/html' };
/** The page without the room around its words. */
async function get(url: string) {
  const answer = await call(server.url, `GET ${url.replace(server.url, '')}`, { headers: html });
  const { status, headers, body } = answer;
  return { status, headers, body: String(body).replaceAll(/>\s+|\s+</g, (room) => room.trim()) };
}
const press = (url: string, action: string, headers: Readonly<Record<string, string>> = {}) => {
  const [path, query = ''] = url.replace(server.url, '').split('?');
  return call(server.url, `POST ${path}/${action}${query === '' ? '' : `?${query}`}`, { headers });
};
const priceId = 'sandbox_1000_EUR_month';
const customer = () => desk.customer(randomUUID());

describe('the page to come back to', () => {
  it.for([
    ['done', 'Thank you'],
    ['cancelled', 'You came back without subscribing'],
    ['portal', 'All done'],
    ['<b>', 'All done'],
  ] as const)('after %s says so, and that the window can be closed', async ([back, title]) => {
    const { status, headers, body } = await get(`/subscription/back?back=${encodeURIComponent(back)}`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toContain(`<h1 id="title" tabindex="-1">${title}</h1>`);
    expect(body).toContain('You can close this window');
    expect(body).toContain('data-ends="yes"');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });

  it('speaks four languages, and stays what it is in each', async () => {
    const titles = await Promise.all(
      languages.map(async (language) => {
        const { body } = await get(`/subscription/back?back=cancelled&lang=${language}`);
        expect(body).toContain(`href="/subscription/back?back=cancelled&amp;lang=de"`);
        return /<h1[^>]*>([^<]*)/.exec(body)?.[1];
      }),
    );
    expect(new Set(titles).size).toBe(languages.length);
  });
});

describe('the sandbox’s page of a subscription', () => {
  it('says what it costs and that no money moves, and begins the subscription', async () => {
    const of = await customer();
    const { url, providerCheckoutId } = await desk.open(randomUUID(), of, priceId);
    const { status, headers, body } = await get(url);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(body).toContain('no money moves');
    expect(body).toContain('>Subscribe for €10.00 per month</button>');
    const agreed = await press(url, 'agree');
    expect([agreed.status, agreed.headers.get('location')]).toEqual([
      303,
      'https://credits.example.org/subscription/back?back=done',
    ]);
    expect(await desk.page(providerCheckoutId)).toMatchObject({ kind: 'subscribed' });
    expect(await desk.subscriptions(of)).toMatchObject([{ status: 'active' }]);
    expect((await press(url, 'agree')).status).toBe(303);
    expect(await desk.subscriptions(of)).toHaveLength(1);
    expect((await get(url)).body).toContain('This page is no longer valid');
  });

  it('is told of by signed webhooks, which the server files', async () => {
    const { url } = await desk.open(randomUUID(), await customer(), priceId);
    await press(url, 'agree');
    for (const type of ['checkout.completed', 'subscription.created', 'invoice.paid'])
      await until(async () => server.log().includes(`"eventType":"${type}"`), Boolean);
    expect(server.log()).not.toContain('webhook rejected');
  });

  it('can be left without a subscription', async () => {
    const of = await customer();
    const { url } = await desk.open(randomUUID(), of, priceId);
    expect((await press(url, 'back')).headers.get('location')).toContain('back=cancelled');
    expect(await desk.subscriptions(of)).toEqual([]);
  });

  it('takes no press from another site', async () => {
    const of = await customer();
    const { url } = await desk.open(randomUUID(), of, priceId);
    for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await press(url, 'agree', headers)).status).toBe(403);
    expect(await desk.subscriptions(of)).toEqual([]);
  });

  it('is not there for an id of nobody, of whatever kind', async () => {
    for (const path of ['subscription/cs_1', 'portal/bps_1', 'invoice/in_1', 'nothing/x']) {
      expect((await get(`/checkout/sandbox/${path}`)).status).toBe(404);
      expect((await press(`/checkout/sandbox/${path}`, 'agree')).status).toBe(404);
    }
  });
});

describe('the sandbox’s portal', () => {
  async function subscribed() {
    const of = await customer();
    const { url, providerCheckoutId } = await desk.open(randomUUID(), of, priceId);
    await press(url, 'agree');
    const page = await desk.page(providerCheckoutId);
    const sub = page?.kind === 'subscribed' ? page.providerSubscriptionId : '';
    return { of, sub, portal: (await desk.portal(of)).url };
  }

  it('ends a subscription with its period, and lets it go on after all', async () => {
    const { sub, portal } = await subscribed();
    expect((await get(portal)).body).toContain('>Cancel subscription</button>');
    await press(`${portal}?of=${sub}`, 'cancel');
    expect(await desk.subscription(sub)).toMatchObject({ status: 'active', isCancelPlanned: true });
    expect((await get(portal)).body).toContain('Ends on ');
    await press(`${portal}?of=${sub}`, 'keep');
    expect(await desk.subscription(sub)).toMatchObject({ isCancelPlanned: false });
    expect((await press(portal, 'back')).headers.get('location')).toContain('back=portal');
  });

  it('plays the next period, paid or not', async () => {
    const { of, sub, portal } = await subscribed();
    await press(`${portal}?of=${sub}`, 'fail');
    expect(await desk.subscription(sub)).toMatchObject({ status: 'paused' });
    expect((await get(portal)).body).toContain('The last payment failed.');
    await press(`${portal}?of=${sub}`, 'pay');
    expect(await desk.subscription(sub)).toMatchObject({ status: 'active' });
    await press(`${portal}?of=${sub}`, 'renew');
    expect((await desk.invoices(of)).map(({ status }) => status)).toEqual(['paid', 'paid', 'paid']);
  });

  it('moves nobody else’s subscription', async () => {
    const { portal } = await subscribed();
    const other = await subscribed();
    await press(`${portal}?of=${other.sub}`, 'cancel');
    expect(await desk.subscription(other.sub)).toMatchObject({ isCancelPlanned: false });
  });

  it('shows an invoice, which is paid or declined there', async () => {
    const of = await customer();
    const { pageUrl, providerInvoiceId } = await desk.push(randomUUID(), of);
    const shown = await get(pageUrl ?? '');
    expect(shown.body).toContain('Usage 0');
    expect(shown.body).toContain('>Pay €10.50</button>');
    await press(pageUrl ?? '', 'decline');
    expect(await desk.invoice(providerInvoiceId)).toMatchObject({ status: 'failed' });
    await press(pageUrl ?? '', 'pay');
    expect(await desk.invoice(providerInvoiceId)).toMatchObject({ status: 'paid' });
    expect((await get(pageUrl ?? '')).body).toContain('This invoice is paid');
  });
});

it('a server with a real provider has no page of the sandbox', async () => {
  const real = await startCompanion({
    STRIPE_SECRET_KEY: simAccount.secretKey,
    STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
    STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
    STRIPE_API_URL: 'http://127.0.0.1:9',
  });
  expect(real.routes.filter(({ url }) => url.includes('/checkout/sandbox/'))).toEqual([]);
  expect((await call(real.url, 'GET /subscription/back?back=done', { headers: html })).status).toBe(200);
  await real.close();
});
