import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { type BtcpaySim, startBtcpaySim } from '../../support/btcpay-sim/btcpay-sim.ts';
import {
  call,
  type Companion,
  newToken,
  openOrder,
  simulatedRails,
  startCompanion,
  until,
} from '../../support/companion.ts';
import { type StripeSim, startStripeSim } from '../../support/stripe-sim/stripe-sim.ts';
import { simCards } from '../../support/stripe-sim/pages.ts';

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
const news = (page: Page) => page.locator('#news').textContent();
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

describe('the checkout page in a browser', () => {
  let server: Companion;
  beforeAll(async () => {
    server = await startCompanion();
  });
  afterAll(() => server.close());

  async function openPage(width: number, height: number): Promise<{ readonly page: Page; readonly id: string }> {
    const { id } = await openOrder(server.url, newToken());
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(`${server.url}/checkout/${id}`);
    return { page, id };
  }

  it('tells the news when it is declined elsewhere, and leaves everybody where they are', async () => {
    const { page, id } = await openPage(420, 800);
    await page.getByRole('button', { name: 'Let it expire' }).focus();
    await call(server.url, `POST /checkout/${id}/decline`);
    await heading(page, 'The payment was declined').waitFor();
    expect(await news(page)).toMatch(/^The payment was declined\. You haven’t been charged/);
    expect(await focused(page)).toBe('Let it expire');
  });

  it('tells the news when it is paid elsewhere, and takes on whoever stood on a button that is gone', async () => {
    const { page, id } = await openPage(420, 800);
    await page.getByRole('button', { name: 'Let it expire' }).focus();
    await call(server.url, `POST /checkout/${id}/pay`);
    await heading(page, 'Paid. Thank you').waitFor();
    expect(await news(page)).toMatch(/^Paid\. Thank you\. Your credits are ready/);
    expect(await focused(page)).toBe('Paid. Thank you');
  });

  it('does not take the focus from the language switch when it is paid elsewhere', async () => {
    const { page, id } = await openPage(420, 800);
    await page.getByRole('link', { name: 'Deutsch' }).focus();
    await call(server.url, `POST /checkout/${id}/pay`);
    await heading(page, 'Paid. Thank you').waitFor();
    expect(await focused(page)).toBe('Deutsch');
  });

  it.each([
    ['pay', /^Pay /, 'Paid. Thank you'],
    ['decline', 'Decline', 'The payment was declined'],
  ])('moves the focus to the news after its own button for "%s"', async (_action, name, title) => {
    const { page } = await openPage(420, 800);
    await page.getByRole('button', { name }).click();
    await heading(page, title).waitFor();
    await expect.poll(() => focused(page)).toBe(title);
  });

  it('counts down without a word until the last minute, which it tells once, whatever the buyer’s clock says', async () => {
    const { page } = await openPage(420, 800);
    await page.clock.install({ time: new Date('2001-01-01') });
    await page.reload();
    const timer = page.getByRole('timer');
    expect(await timer.getAttribute('aria-live')).toBeNull();
    const before = await timer.textContent();
    await page.clock.runFor(5_000);
    expect(await timer.textContent()).not.toBe(before);
    expect(await timer.textContent()).toMatch(/^\d\d:\d\d$/);
    expect(await news(page)).toBe('');
    const left = Number(await timer.getAttribute('data-left'));
    await page.clock.fastForward(left - 5_000 - 59_000);
    await page.clock.runFor(1_000);
    expect(await news(page)).toBe('One minute left to pay.');
    await page.evaluate(() => document.querySelector('#news')?.replaceChildren());
    await page.clock.runFor(5_000);
    expect(await news(page)).toBe('');
  });

  it('keeps nothing in its address that a bank’s page has appended but what became of it', async () => {
    const { page, id } = await openPage(420, 800);
    await page.goto(
      `${server.url}/checkout/${id}?lang=de&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=failed`,
    );
    await heading(page, 'Die Zahlung wurde abgelehnt').waitFor();
    expect(new URL(page.url()).search).toBe('?lang=de&redirect_status=failed');
  });

  it.each([
    [400, 520],
    [400, 360],
    [320, 300],
    [900, 420],
  ])('shows the way to pay without scrolling in %d by %d', async (width, height) => {
    const { page } = await openPage(width, height);
    const box = await page.getByRole('button', { name: /^Pay / }).boundingBox();
    expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height).toBeLessThanOrEqual(height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  it('shows a whole tally', async () => {
    const { page } = await openPage(420, 800);
    const slash = await page.locator('.mark .slash').boundingBox();
    expect(slash?.width).toBeGreaterThan(20);
  });
});

describe('the checkout page before real providers', () => {
  let stripe: StripeSim;
  let btcpay: BtcpaySim;
  let server: Companion;
  beforeAll(async () => {
    stripe = await startStripeSim();
    btcpay = await startBtcpaySim();
    server = await startCompanion(simulatedRails({ stripe: stripe.url, btcpay: btcpay.url }));
    stripe.deliveries.carryTo(server.url);
  });
  afterAll(async () => {
    await server.close();
    await stripe.close();
    await btcpay.close();
  });

  const state = async (id: string) =>
    (await call(server.url, `GET /v1/payments/status?order_id=${id}`)).body.order.state;

  async function openCard() {
    const token = newToken();
    const { id } = await openOrder(server.url, token, undefined, 'stripe');
    const page = await browser.newPage({ viewport: { width: 420, height: 800 }, locale: 'en' });
    await page.goto(`${server.url}/checkout/${id}`);
    const card = page.frameLocator('.element iframe').getByLabel('Card number');
    await card.waitFor();
    return { page, id, token, card, pay: page.getByRole('button', { name: /^Pay / }) };
  }

  it('takes a card in the provider’s own frame, and says so without being reloaded', async () => {
    const { page, token, card, pay } = await openCard();
    await page.evaluate(() => void (document.body.dataset['seen'] = 'yes'));
    await card.fill(simCards.succeed);
    await pay.click();
    await heading(page, 'Paid. Thank you').waitFor();
    expect(await page.evaluate(() => document.body.dataset['seen'])).toBe('yes');
    const { body } = await call(server.url, 'GET /v1/pro/status', { as: token });
    expect(body.pro_left).toBe(100);
  });

  it('keeps the form after a decline, with the reason before it and the focus there, and takes the next card', async () => {
    const { page, id, card, pay } = await openCard();
    await card.fill(simCards.decline);
    await pay.click();
    await page.getByText('Your card was declined.').waitFor();
    await heading(page, 'The payment was declined').waitFor();
    expect(await focused(page)).toBe('Your card was declined.');
    expect(await card.inputValue()).toBe(simCards.decline);
    expect(await state(id)).toBe('declined');
    await card.fill(simCards.succeed);
    await pay.click();
    await heading(page, 'Paid. Thank you').waitFor();
    expect(await state(id)).toBe('paid');
  });

  it('says that a payment which takes time is on its way, and when it has arrived', async () => {
    const { page, id, card, pay } = await openCard();
    await card.fill(simCards.process);
    await pay.click();
    await heading(page, 'Your payment is on its way').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    stripe.succeed(id);
    await heading(page, 'Paid. Thank you').waitFor();
  });

  it('says that the form cannot be reached where the provider’s script is not to be had', async () => {
    const { id } = await openOrder(server.url, newToken(), undefined, 'stripe');
    const page = await browser.newPage();
    await page.route('**/v3/', (route) => route.abort());
    await page.goto(`${server.url}/checkout/${id}`);
    await page.getByText('The card form could not be loaded. You haven’t been charged.').waitFor();
    expect(await page.getByRole('button', { name: /^Pay / }).count()).toBe(0);
  });

  it('copies the invoice and the amount, and says that it has', async () => {
    const { id } = await openOrder(server.url, newToken(), undefined, 'btcpay');
    const context = await browser.newContext({ locale: 'en', permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(`${server.url}/checkout/${id}`);
    const invoice = await page.getByLabel('Lightning invoice', { exact: true }).inputValue();
    await page.getByRole('button', { name: 'Copy invoice' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await news(page)).toBe('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(invoice);
    await page.getByRole('button', { name: 'Copy invoice' }).waitFor();
  });

  it('changes by itself when an invoice is seen and settled', async () => {
    const { id } = await openOrder(server.url, newToken(), undefined, 'btcpay');
    const page = await browser.newPage({ locale: 'en' });
    await page.goto(`${server.url}/checkout/${id}`);
    const { amount } = await until(
      async () => btcpay.invoices().find(({ orderId }) => orderId === id) ?? { amount: '' },
      (invoice) => invoice.amount !== '',
    );
    btcpay.receive(id, Number(amount));
    // No webhook is carried here: asking for the state makes the server ask, as the reconciler does.
    expect(await state(id)).toBe('seen');
    await heading(page, 'Your payment is on its way').waitFor();
    btcpay.confirm(id);
    expect(await state(id)).toBe('paid');
    await heading(page, 'Paid. Thank you').waitFor();
  });
});

describe('the checkout page before Stripe’s own page', () => {
  let stripe: StripeSim;
  let server: Companion;
  beforeAll(async () => {
    stripe = await startStripeSim();
    server = await startCompanion({
      ...simulatedRails({ stripe: stripe.url, btcpay: 'http://127.0.0.1:9' }),
      STRIPE_CHECKOUT: 'session',
    });
  });
  afterAll(async () => {
    await server.close();
    await stripe.close();
  });

  async function goToStripe(): Promise<Page> {
    const { id } = await openOrder(server.url, newToken(), undefined, 'stripe');
    const page = await browser.newPage({ locale: 'en' });
    await page.goto(`${server.url}/checkout/${id}`);
    await page.getByRole('link', { name: 'Continue to Stripe' }).click();
    await page.waitForURL(`${stripe.url}/**`);
    return page;
  }

  it('leads there, and says that it is paid to whoever comes back from paying', async () => {
    const page = await goToStripe();
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await heading(page, 'Paid. Thank you').waitFor();
    expect(new URL(page.url()).searchParams.get('back')).toBe('done');
  });

  it('says that nothing was taken to whoever comes back without paying, and leads there again', async () => {
    const page = await goToStripe();
    await page.getByRole('button', { name: 'Back' }).click();
    await heading(page, 'You came back without paying').waitFor();
    expect(await page.getByRole('main').textContent()).toContain('You haven’t been charged.');
    await page.getByRole('link', { name: 'Continue to Stripe' }).click();
    await page.getByRole('button', { name: 'Pay by bank, which takes days' }).click();
    await heading(page, 'Your payment is on its way').waitFor();
  });
});
