// One price: what is shown, what each provider is asked for, what comes back and what is given back, in currencies that trip programs.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { doctor } from '../../../server/cli/doctor.ts';
import { refund } from '../../../server/cli/refund.ts';
import { startBtcpaySim, simStore } from '../../support/btcpay-sim/btcpay-sim.ts';
import { call, companionEnv, holdBody, newToken, tempFolder, tokenHash, until } from '../../support/companion.ts';
import { simAccount, startStripeSim } from '../../support/stripe-sim/stripe-sim.ts';
import { openShop } from './rail-shop.ts';

const operatorKey = 'the operators key of these tests';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open(cents: number, currency: string, more: Readonly<Record<string, string>> = {}) {
  const [bitcoin, cards] = [await startBtcpaySim(), await startStripeSim()];
  closing.push(bitcoin.close, cards.close);
  const env = {
    PACKS: packsOf(cents, currency),
    BTCPAY_URL: bitcoin.url,
    BTCPAY_STORE_ID: simStore.id,
    BTCPAY_API_KEY: simStore.apiKey,
    BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
    STRIPE_SECRET_KEY: simAccount.secretKey,
    STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
    STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
    STRIPE_API_URL: cards.url,
    ADMIN_API_KEY: operatorKey,
    ...more,
  };
  const shop = await openShop(env);
  closing.push(() => shop.close());
  const checkout = (provider: string, ware: object = { pack_id: 'small' }) => {
    const token = newToken();
    const id = randomUUID();
    const body = { order_id: id, provider, token_hash: tokenHash(token), ...ware };
    return call(shop.url, 'POST /v1/payments/checkout', { body }).then((reply) => ({ id, token, reply }));
  };
  return { bitcoin, cards, shop, env, checkout };
}

const packsOf = (cents: number, currency: string): string =>
  JSON.stringify([{ id: 'small', name: 'Small', credits_microcredits: 100_000_000, amount_cents: cents, currency }]);

const plainSpaces = (text: string): string => text.replaceAll(/\u00a0|&nbsp;/g, ' ');

describe('a pack', () => {
  it.each([
    ['HUF', 99_000, 'HUF 990.00', '99000', '990.00'],
    ['IDR', 15_000_000, 'IDR 150,000.00', '15000000', '150000.00'],
    ['COP', 4_000_000, 'COP 40,000.00', '4000000', '40000.00'],
    ['JPY', 500, '¥500', '500', '500'],
    ['ISK', 700, 'ISK 700', '70000', '700'],
    ['MGA', 2_500_000, 'MGA 25,000.00', '25000', '25000.00'],
    ['KWD', 1_500, 'KWD 1.500', '1500', '1.500'],
  ])('in %s has one price on the page and at both providers', async (currency, cents, shown, atStripe, atBtcpay) => {
    const { shop, bitcoin, cards, checkout } = await open(cents, currency);
    for (const provider of ['stripe', 'btcpay']) {
      const { id, token, reply } = await checkout(provider);
      expect(reply.body.order).toMatchObject({ amount_cents: cents, currency });
      expect(plainSpaces(await shop.page(id))).toContain(shown);
      const sent = (provider === 'stripe' ? cards : bitcoin).requests.findLast(({ method }) => method === 'POST');
      if (provider === 'stripe') {
        expect(sent).toMatchObject({ form: { amount: atStripe, currency: currency.toLowerCase() } });
        cards.succeed(id);
      } else {
        expect(sent).toMatchObject({ body: { amount: atBtcpay, currency } });
        bitcoin.receive(id, Number(atBtcpay));
        bitcoin.confirm(id);
      }
      await until(
        () => shop.state(id),
        (state) => state === 'paid',
      );
      // Nothing too much, and nothing too little.
      expect(await shop.balance(token)).toBe(100_000_000);
      expect(shop.account('suspense')).toBe(0);
    }
  });

  it('that a part is given back of gives back that part of what was paid, and no more', async () => {
    const { shop, cards, checkout } = await open(50_000, 'MGA');
    const { id, token } = await checkout('stripe');
    cards.succeed(id);
    await until(
      () => shop.state(id),
      (state) => state === 'paid',
    );
    const give = (amount?: number) =>
      call(shop.url, 'POST /v1/payments/refund', {
        headers: { 'x-api-key': operatorKey },
        body: {
          refund_id: randomUUID(),
          order_id: id,
          reason: 'r',
          ...(amount === undefined ? {} : { amount_cents: amount }),
        },
      });
    const odd = await give(10_001);
    expect([odd.status, odd.body.detail]).toEqual([
      400,
      'Stripe charges MGA only in steps of MGA\u00a01.00, and MGA\u00a0100.01 is not one of them. Choose another amount.',
    ]);
    expect((await give(20_000)).body).toMatchObject({ refund: { amount_cents: 20_000, state: 'succeeded' } });
    expect(cards.requests.findLast(({ path }) => path === '/v1/refunds')?.form).toMatchObject({ amount: '200' });
    expect(await shop.balance(token)).toBe(60_000_000);
    cards.giveBack(id, { cents: 100 });
    shop.putForward(2 * 86_400_000);
    await until(
      () => shop.balance(token),
      (balance) => balance === 40_000_000,
    );
    expect((await give()).body).toMatchObject({ refund: { amount_cents: 20_000 }, order: { state: 'refunded' } });
  });

  it('is told to the operator as each provider is asked for it, and refunds by their price', async () => {
    const { shop, cards, env, checkout } = await open(99_000, 'HUF');
    const lines: string[] = [];
    await doctor({ ...companionEnv(shop.folder), ...env }, (line) => lines.push(line));
    expect(lines.join('\n')).toContain(
      'Pack small costs 990.00 HUF: Stripe is asked for amount=99000, currency=huf; BTCPay Server is asked for amount=990.00, currency=HUF.',
    );
    const { id } = await checkout('stripe');
    cards.succeed(id);
    await until(
      () => shop.state(id),
      (state) => state === 'paid',
    );
    const said: string[] = [];
    const say = (text: string) => (said.push(text), 0);
    await refund({ ...companionEnv(shop.folder), ...env }, { order: id, reason: 'r' }, { say, complain: say });
    expect(said.join('\n')).toContain('of 990.00 HUF');
  });
});

describe('an invoice', () => {
  async function drawn(currency: string) {
    const asPerson = { 'x-user-id': 'ada' };
    const { shop, cards } = await open(5_000, currency, {
      CREDIT_RATE: '3000',
      TRUSTED_PROXIES: '127.0.0.1',
      TRUST_IDENTITY_HEADERS: '1',
    });
    const ask = (request: string, body?: unknown) =>
      call(shop.url, request, { headers: { 'x-api-key': operatorKey }, body });
    const hold = holdBody();
    await call(shop.url, 'POST /v1/holds', { headers: asPerson, body: hold });
    const end = { usage: { prompt_tokens: 1, completion_tokens: 1, duration_ms: 1 }, outcome: 'done' };
    await call(shop.url, `POST /v1/holds/${hold.id}/capture`, { headers: asPerson, body: end });
    const { customer } = (await ask('POST /v1/billing/customers', { entity_type: 'user', entity_id: 'ada' })).body;
    const days = 'date_from=2026-01-01&date_to=2027-01-01';
    const draw = async () =>
      (await ask(`POST /v1/billing/invoices/generate?customer_id=${customer.id}&${days}`)).body.invoice;
    const invoice = await draw();
    const push = () => ask(`POST /v1/billing/stripe/invoices/push?invoice_id=${invoice.id}`);
    return { shop, cards, invoice, draw, push };
  }

  it.each([
    ['EUR', 333, '333'],
    ['JPY', 333, '333'],
    ['ISK', 333, '33300'],
    ['KWD', 330, '330'],
    ['MGA', 300, '3'],
  ])('in %s comes to what Stripe can charge', async (currency, cents, atStripe) => {
    const { cards, invoice, push } = await drawn(currency);
    expect(invoice).toMatchObject({ amount_cents: cents, currency });
    expect((await push()).body.stripe_invoice_id).toEqual(expect.any(String));
    const sent = cards.requests.find(({ path }) => path === '/v1/invoiceitems');
    expect(sent?.form).toMatchObject({ amount: atStripe, currency: currency.toLowerCase() });
  });

  it('that was drawn before Stripe was to charge it stays a draft until it was drawn again', async () => {
    const { shop, cards, invoice, draw, push } = await drawn('KWD');
    const books = new Database(join(shop.folder, 'ledger.db'));
    books.exec(
      "UPDATE invoice_lines SET body = json_set(body, '$.amount_cents', 333); UPDATE invoices SET amount_cents = 333",
    );
    books.close();
    const refused = await push();
    expect(refused.body).toMatchObject({ code: 'provider_refused', reason: 'amount_not_in_steps' });
    expect(cards.requests.filter(({ path }) => path.startsWith('/v1/invoice'))).toEqual([]);
    expect(await draw()).toMatchObject({ id: invoice.id, amount_cents: 330 });
    expect((await push()).body.stripe_invoice_id).toEqual(expect.any(String));
  });
});

describe('a sum of one’s own choice', () => {
  it('goes in the steps that every provider can charge', async () => {
    const free = {
      currency: 'BHD',
      min_cents: 500,
      max_cents: 50_000,
      rate: { amount_cents: 1_000, credits_microcredits: 100_000_000 },
    };
    const { shop, cards, checkout } = await open(5_000, 'BHD', { FREE_AMOUNT: JSON.stringify(free) });
    expect((await call(shop.url, 'GET /v1/config')).body.free_amount).toEqual({ ...free, step_cents: 10 });
    const odd = await checkout('btcpay', { amount_cents: 1_234, currency: 'BHD' });
    expect([odd.reply.status, odd.reply.body.detail]).toEqual([
      400,
      'Choose an amount from BHD\u00a00.500 to BHD\u00a050.000, in steps of BHD\u00a00.010.',
    ]);
    const even = await checkout('stripe', { amount_cents: 1_230, currency: 'BHD' });
    expect(even.reply.status).toBe(201);
    expect(cards.requests.findLast(({ method }) => method === 'POST')?.form).toMatchObject({ amount: '1230' });
  });
});

describe('a start', () => {
  const folder = tempFolder();
  const both = {
    BTCPAY_URL: 'http://127.0.0.1:9',
    BTCPAY_STORE_ID: simStore.id,
    BTCPAY_API_KEY: simStore.apiKey,
    BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
    STRIPE_SECRET_KEY: simAccount.secretKey,
    STRIPE_PUBLISHABLE_KEY: simAccount.publishableKey,
    STRIPE_WEBHOOK_SECRET: simAccount.webhookSecret,
  };
  it.each([
    [
      'BHD',
      1_234,
      /^PACKS must have another price for the pack "small": Stripe charges BHD only in steps of 0\.010 BHD/,
    ],
    [
      'MGA',
      12_345,
      /^PACKS must have another price for the pack "small": Stripe charges MGA only in steps of 1\.00 MGA/,
    ],
    ['IRR', 500, /^PACKS must have another price for the pack "small": Stripe does not charge in IRR\.$/],
    ['XYZ', 500, /^PACKS must have another currency for the pack "small": XYZ is no currency of ISO 4217/],
    ['BTC', 500, /XAU|BTC is no currency of ISO 4217/],
    ['XAU', 500, /XAU is no currency of ISO 4217/],
  ])('with a pack in %s for %i is refused, and the sentence names the pack and why', async (currency, cents, words) => {
    await expect(openShop({ ...both, PACKS: packsOf(cents, currency) }, folder)).rejects.toThrow(words);
  });

  it('is refused for a free amount whose bounds cannot be charged', async () => {
    const free = {
      currency: 'BHD',
      min_cents: 501,
      max_cents: 50_000,
      rate: { amount_cents: 1, credits_microcredits: 1 },
    };
    await expect(openShop({ ...both, FREE_AMOUNT: JSON.stringify(free) }, folder)).rejects.toThrow(
      /^FREE_AMOUNT must have another min_cents: Stripe charges BHD only in steps/,
    );
  });
});
