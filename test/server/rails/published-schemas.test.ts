// What we send and what the simulators answer, held against what the providers publish, where a copy of that is at hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBtcpayRail } from '../../../server/rails/btcpay/btcpay-rail.ts';
import type { RailReading, RailRefund } from '../../../server/rails/rail.ts';
import { createStripeBilling } from '../../../server/rails/stripe/billing/stripe-billing.ts';
import { createStripeRail } from '../../../server/rails/stripe/stripe-rail.ts';
import { connectGreenfield } from '../../../server/rails/btcpay/greenfield.ts';
import { checkBtcpay } from '../../../server/rails/btcpay/btcpay-setup.ts';
import { z } from 'zod';
import { type BtcpaySim, simStore, startBtcpaySim } from '../../support/btcpay-sim/btcpay-sim.ts';
import { simAccount, startStripeSim, type StripeSim } from '../../support/stripe-sim/stripe-sim.ts';
import { billingDesk } from './billing/billing-world.ts';
import { deskOf, newOrder } from './rail-desk.ts';
import { buy, openShop } from './rail-shop.ts';

const specs = process.env['PROVIDER_SPECS'] ?? join(import.meta.dirname, '../../../../shared/specs');
/** Nothing where there is no copy: the parts below are skipped then, but their frames are still read. */
const read = (path: string): Json =>
  existsSync(join(specs, path)) ? JSON.parse(readFileSync(join(specs, path), 'utf8')) : {};

type Json = { readonly [name: string]: Json };

describe.skipIf(!existsSync(join(specs, 'btcpay')))('BTCPay Server’s own description', () => {
  let sim: BtcpaySim;
  const refunds: RailRefund[] = [];
  const readings: RailReading[] = [];
  const files = ['invoices', 'webhooks', 'stores', 'pull-payments', 'stores-payment-methods'];
  const documents = files.map((name) => read(`btcpay/swagger.template.${name}.json`));
  const whole = read('btcpay/swagger.template.json');
  const schemas: Json = Object.assign({}, ...[whole, ...documents].map((one) => one['components']?.['schemas']));
  const paths = documents.flatMap((one) => Object.entries(one['paths'] ?? {}));
  const options = {
    ...simStore,
    storeId: simStore.id,
    pageUrl: String,
    clock: { now: Date.now, wait: () => Promise.resolve() },
  };
  beforeAll(async () => {
    sim = await startBtcpaySim();
    const shop = await openShop({
      BTCPAY_URL: sim.url,
      BTCPAY_STORE_ID: simStore.id,
      BTCPAY_API_KEY: simStore.apiKey,
      BTCPAY_WEBHOOK_SECRET: simStore.webhookSecret,
    });
    const { id, reply } = await buy(shop.url, 'btcpay');
    sim.expire(id);
    sim.receive(id, 5);
    await shop.state(id);
    sim.grantPermissions(['unrestricted']);
    await checkBtcpay({ ...options, url: sim.url, webhookUrl: 'https://credits.example.org/v1/webhooks/btcpay' }, true);
    const rail = createBtcpayRail({ ...options, url: sim.url });
    const refund = { id: 'r1', providerTxnId: reply.body.provider_txn_id, amountCents: 100, currency: 'EUR' };
    for (const _ of [1, 2]) refunds.push(await rail.refund(refund, AbortSignal.timeout(60_000)));
    const [pull] = sim.pulls;
    sim.claim(pull?.id ?? '');
    const known = [pull?.id ?? ''];
    const ask = () =>
      rail.read(
        { providerTxnId: refund.providerTxnId, refunds: known, isPartShown: false },
        AbortSignal.timeout(60_000),
      );
    readings.push(await ask());
    sim.grantPermissions(['btcpay.store.canviewinvoices']);
    readings.push(await ask());
    sim.grantPermissions(['unrestricted']);
    await rail.close();
    await shop.close();
  });
  afterAll(() => sim.close());

  it('has one pull payment for a refund that was asked for twice, where the buyer collects it', () => {
    const [pull] = sim.pulls;
    const refund = {
      providerRefundId: pull?.id,
      refundId: 'r1',
      amountCents: 100,
      state: 'pending',
      collectUrl: pull?.viewLink,
    };
    expect(readings.map((reading) => reading.refunds)).toEqual([[refund], [refund]]);
    expect([sim.pulls.length, pull?.amount, pull?.currency, refunds]).toEqual([1, '1.00', 'EUR', [refund, refund]]);
  });

  it('knows every call that we make, and every field that we send with it', () => {
    const asked = sim.requests.filter(({ path }) => !path.startsWith('/api/v1/api-keys/'));
    expect(new Set(asked.map(({ method, path }) => `${method} ${operationOf(path)?.[0]}`))).toEqual(
      new Set([
        'GET /api/v1/stores/{storeId}/invoices',
        'POST /api/v1/stores/{storeId}/invoices',
        'GET /api/v1/invoices/{invoiceId}/payment-methods',
        'GET /api/v1/invoices/{invoiceId}',
        'GET /api/v1/stores/{storeId}',
        'GET /api/v1/stores/{storeId}/webhooks',
        'POST /api/v1/stores/{storeId}/webhooks',
        'GET /api/v1/stores/{storeId}/pull-payments',
        'POST /api/v1/invoices/{invoiceId}/refund',
        'GET /api/v1/pull-payments/{pullPaymentId}',
        'GET /api/v1/pull-payments/{pullPaymentId}/payouts',
      ]),
    );
    for (const { method, path, body } of asked.filter((one) => one.body !== null)) {
      const operation = operationOf(path)?.[1][method.toLowerCase()];
      const schema = operation?.['requestBody']?.['content']?.['application/json']?.['schema'];
      expect(faultsOf(body, schema, schemas)).toEqual([]);
    }
  });

  it('fits what the simulator answers', async () => {
    const greenfield = connectGreenfield({ url: sim.url, apiKey: simStore.apiKey });
    const store = `stores/${simStore.id}`;
    const [invoice] = sim.invoices();
    const look = (path: string) => greenfield.get(path, z.unknown(), AbortSignal.timeout(60_000));
    expect(faultsOf(await look(`${store}/invoices/${invoice?.id}`), schemas['InvoiceData'], schemas)).toEqual([]);
    for (const method of z.array(z.unknown()).parse(await look(`${store}/invoices/${invoice?.id}/payment-methods`)))
      expect(faultsOf(method, schemas['InvoicePaymentMethodDataModel'], schemas)).toEqual([]);
    const [pull] = z.array(z.looseObject({ id: z.string() })).parse(await look(`${store}/pull-payments`));
    expect(faultsOf(pull, schemas['PullPaymentData'], schemas)).toEqual([]);
    const payouts = z.array(z.unknown()).parse(await look(`pull-payments/${pull?.id}/payouts`));
    expect(payouts).toHaveLength(1);
    for (const payout of payouts) expect(faultsOf(payout, schemas['PayoutData'], schemas)).toEqual([]);
    await greenfield.close();
  });

  it('describes the webhooks that the simulator sends, but for the three that it leaves out', () => {
    const schemaOf = (type: string) =>
      schemas[`Webhook${type}Event`] ?? schemas[type.startsWith('Invoice') ? 'WebhookInvoiceEvent' : 'WebhookEvent'];
    expect(sim.deliveries.all.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['InvoiceCreated', 'InvoiceExpired', 'InvoiceReceivedPayment', 'InvoiceRefund']),
    );
    for (const { type, body } of sim.deliveries.all.filter((one) => one.type.startsWith('Invoice')))
      expect([type, faultsOf(JSON.parse(body.toString()), schemaOf(type), schemas)]).toEqual([type, []]);
  });

  /** Servers take a store in front of an invoice too; their description leaves it out. */
  function operationOf(path: string): readonly [string, Json] | undefined {
    const bare = path.replace(/\?.*/, '').replace(/stores\/\w+\/(invoices\/\w)/, '$1');
    return paths.find(([pattern]) => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '\\w+')}$`).test(bare));
  }
});

describe.skipIf(!existsSync(join(specs, 'stripe')))('Stripe’s own examples', () => {
  it('have every field of what the simulator answers and tells of, of the same kind', async () => {
    const sim = await startStripeSim();
    const clock = { now: Date.now, wait: () => Promise.resolve() };
    for (const checkout of ['element', 'session'] as const) {
      const rail = createStripeRail({
        ...simAccount,
        apiUrl: sim.url,
        checkout,
        pageUrl: (id) => `https://a.example/${id}`,
        purchaseName: String,
        clock,
      });
      const order = newOrder();
      const { providerTxnId } = await deskOf(rail).start(order);
      sim.decline(order.id);
      sim.succeed(order.id);
      await deskOf(rail).refund(providerTxnId, 100);
      sim.dispute(order.id);
      await deskOf(rail).read(providerTxnId);
    }
    await sellSubscriptions(sim);
    await sim.close();
    const resources = read('stripe/fixtures3.json')['resources'];
    const told = sim.deliveries.all.map(
      ({ body }) =>
        z
          .object({ data: z.object({ object: z.looseObject({ object: z.string() }) }) })
          .parse(JSON.parse(body.toString())).data.object,
    );
    expect(new Set(told.map((one) => one.object))).toEqual(
      new Set([
        'payment_intent',
        'charge',
        'refund',
        'dispute',
        'checkout.session',
        'customer',
        'subscription',
        'invoice',
      ]),
    );
    const { customers, items, subscriptions } = sim.billing;
    const prices = subscriptions().flatMap((one) => one.items.data.flatMap((item) => [item, item.price]));
    for (const object of [...told, ...sim.intents(), ...customers(), ...items(), ...prices]) {
      const example: Record<string, unknown> = { ...resources?.[object.object] };
      for (const [name, value] of Object.entries(object)) {
        expect([object.object, Object.keys(example)]).toEqual([object.object, expect.arrayContaining([name])]);
        // An example that shows null says nothing of the kind.
        if (value !== null && example[name] !== null)
          expect([object.object, name, kinds(example[name])]).toEqual([object.object, name, kinds(value)]);
      }
    }
  });
});

/** A subscription from its page to its end, and an invoice of a customer who is then deleted. */
async function sellSubscriptions(sim: StripeSim): Promise<void> {
  const { rail } = createStripeBilling({ ...simAccount, apiUrl: sim.url, clock: { now: Date.now } });
  const desk = billingDesk(rail);
  const customer = await desk.customer('c1');
  const { providerCheckoutId } = await desk.open('s1', customer, sim.billing.addPrice());
  sim.billing.finishPage(providerCheckoutId, 'succeed');
  const [first] = await desk.subscriptions(customer);
  sim.billing.goOn(first?.providerSubscriptionId ?? '');
  await desk.cancel(first?.providerSubscriptionId ?? '', true);
  await desk.push('i1', customer);
  await desk.portal(customer);
  sim.billing.deleteCustomer(customer);
  await desk.customer('c2');
}

/** Of JSON Schema only what these files use for objects: known fields, their types, their words. */
function faultsOf(value: unknown, schema: Json | undefined, schemas: Json, at = ''): readonly string[] {
  if (schema === undefined) return [`${at}: not described`];
  const parts = partsOf(schema, schemas);
  const words = parts.flatMap(({ enum: listed }) => (Array.isArray(listed) ? [listed] : []))[0];
  if (words !== undefined && !words.includes(value)) return [`${at}: ${String(value)} is none of ${words.join(', ')}`];
  const type = textIn(parts.find((part) => part['type'] !== undefined)?.['type']);
  if (type !== '' && value !== null && !kinds(value).includes(type)) return [`${at}: not of type ${type}`];
  if (Array.isArray(value)) {
    const items = parts.find((part) => part['items'] !== undefined)?.['items'];
    return value.flatMap((one, index) => faultsOf(one, items, schemas, `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const known: Json = Object.assign({}, ...parts.map((part) => part['properties']));
  if (Object.keys(known).length === 0 || parts.some((part) => Object(part).additionalProperties === true)) return [];
  return Object.entries(value).flatMap(([name, one]) => faultsOf(one, known[name], schemas, `${at}.${name}`));
}

function partsOf(schema: Json, schemas: Json): readonly Json[] {
  const name = textIn(schema['$ref']).split('/').at(-1) ?? '';
  const target = schemas[name];
  const all: unknown = schema['allOf'];
  const inner = Array.isArray(all) ? all : [];
  return [
    schema,
    ...(target === undefined ? [] : partsOf(target, schemas)),
    ...inner.flatMap((one) => partsOf(one, schemas)),
  ];
}

function kinds(value: unknown): readonly string[] {
  if (Array.isArray(value)) return ['array'];
  return typeof value === 'number' ? ['number', 'integer'] : [typeof value];
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
