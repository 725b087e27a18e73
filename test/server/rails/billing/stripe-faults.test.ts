// Whatever goes wrong on the way to Stripe and back, what was asked for is there once after a repeat.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RailRefused, RailUnavailable } from '../../../../server/rails/rail.ts';
import type { Fault } from '../../../support/provider-sim/faults.ts';
import { until } from '../../../support/companion.ts';
import { type BillingDesk, billingDesk } from './billing-world.ts';
import { openStripeWorld, type StripeWorld } from './stripe-world.ts';

let world: StripeWorld;
let desk: BillingDesk;
beforeAll(async () => {
  world = await openStripeWorld();
  desk = billingDesk(world.rail);
});
afterAll(() => world.close());

const error = (type: string, code?: string) => ({ error: { type, code, message: 'no' } });
const faults: Readonly<Record<string, Fault>> = {
  'a 500': { kind: 'status', status: 500, body: error('api_error') },
  'a 429': { kind: 'status', status: 429, body: error('rate_limit_error', 'rate_limit') },
  'a 409 of a request that is still under way': {
    kind: 'status',
    status: 409,
    body: error('idempotency_error', 'idempotency_key_in_use'),
  },
  'a lock that was not had': { kind: 'status', status: 429, body: error('invalid_request_error', 'lock_timeout') },
  'a line that is cut before': { kind: 'cut' },
  'a line that is cut after': { kind: 'lost' },
  'half an answer': { kind: 'torn' },
  'a page of a proxy': { kind: 'html' },
  'a 404 of a proxy': { kind: 'status', status: 404 },
  nonsense: { kind: 'garbage' },
  'an answer about something else': { kind: 'twist', change: (body) => ({ ...body, customer: 'cus_1', metadata: {} }) },
};

/** The SDK itself asks once more where the line was cut. */
const timesOf = ({ kind }: Fault) => (kind === 'cut' || kind === 'lost' ? 2 : 1);

const id = randomUUID;
const count = (things: readonly { readonly metadata: Readonly<Record<string, string>> }[], name: string, own: string) =>
  things.filter(({ metadata }) => metadata[name] === own).length;

type Question = {
  readonly post: RegExp;
  /** Asks with one id of ours, of one customer. */
  readonly ask: (own: string, customer: string) => Promise<unknown>;
  readonly made: (own: string) => number;
};
const questions: Readonly<Record<string, Question>> = {
  'a customer': {
    post: /^POST \/v1\/customers$/,
    ask: (own) => desk.customer(own),
    made: (own) => count(world.sim.billing.customers(), 'customer_id', own),
  },
  'a subscription': {
    post: /^POST \/v1\/subscriptions$/,
    ask: (own, customer) => desk.begin(own, customer, world.priceId),
    made: (own) => count(world.sim.billing.subscriptions(), 'subscription_id', own),
  },
  'a page': {
    post: /^POST \/v1\/checkout\/sessions$/,
    ask: (own, customer) => desk.open(own, customer, world.priceId),
    made: (own) => count(world.sim.billing.pages(), 'subscription_id', own),
  },
  'an invoice': {
    post: /^POST \/v1\/invoices$/,
    ask: (own, customer) => desk.push(own, customer),
    made: (own) => count(world.sim.billing.invoices(), 'invoice_id', own),
  },
};

describe.for(Object.entries(questions))('%s', ([, { post, ask, made }]) => {
  it.for(Object.entries(faults))('is there once after %s and a repeat', async ([, fault]) => {
    const own = id();
    const customer = await desk.customer(id());
    world.sim.plan(post, fault, timesOf(fault));
    const first = await ask(own, customer).catch((failed: unknown) => failed);
    expect(first).toBeInstanceOf(RailUnavailable);
    expect(first).not.toBeInstanceOf(RailRefused);
    expect(String(first)).not.toContain('sk_test');
    const second = await ask(own, customer);
    expect(await ask(own, customer)).toEqual(second);
    expect(made(own)).toBe(1);
  });

  it('is there once also where the answer was lost and the key is forgotten', async () => {
    const own = id();
    const customer = await desk.customer(id());
    world.sim.plan(post, { kind: 'lost' }, 2);
    await expect(ask(own, customer)).rejects.toBeInstanceOf(RailUnavailable);
    expect(made(own)).toBe(1);
    world.putForward(26 * 3_600_000);
    world.sim.forgetKeys();
    // Stripe closes a page after a day, and then another is right.
    const isPage = post.source.includes('checkout');
    if (isPage) world.expire(world.sim.billing.pages().at(-1)?.id ?? '');
    await ask(own, customer);
    expect(made(own)).toBe(isPage ? 2 : 1);
  });

  it('is there once where it is asked for twice at a time', async () => {
    const own = id();
    const customer = await desk.customer(id());
    await Promise.all([ask(own, customer), ask(own, customer)]);
    expect(made(own)).toBe(1);
  });
});

describe('an invoice of three lines', () => {
  const amounts = [700, 350, 5];
  /** What is asked from the first to the last: to make it, to add its lines, to finalize it, to have it paid, and the looks between. */
  const steps = 10;

  it.for(
    (['lost', 'cut'] as const).flatMap((kind) => Array.from({ length: steps }, (_, step) => [kind, step] as const)),
  )('whose push was %s at step %i and is repeated has all of them once, and is paid once', async ([kind, step]) => {
    const own = id();
    const customer = await desk.customer(id());
    world.sim.billing.giveCard(customer, 'succeed');
    world.sim.planAfter(step, /^(?:GET|POST) /, { kind }, 2);
    await expect(desk.push(own, customer, amounts)).rejects.toBeInstanceOf(RailUnavailable);
    expect(await desk.push(own, customer, amounts)).toMatchObject({ status: 'paid', amountCents: 1055 });
    const [invoice, ...others] = world.sim.billing.invoices().filter((one) => one.customer === customer);
    expect(others).toEqual([]);
    const items = world.sim.billing.items().filter((item) => item.invoice === invoice?.id);
    expect(items.map(({ amount }) => amount)).toEqual(amounts);
    const paid = world.sim.intents().filter(({ amount, status }) => amount === 1055 && status === 'succeeded');
    const payment = world.sim.billing.paymentOf(invoice?.id ?? '');
    expect(paid.filter((intent) => intent.id === payment)).toHaveLength(1);
  });

  it('is pushed by requests that leave nothing to Stripe’s own timing', async () => {
    const own = id();
    const customer = await desk.customer(id());
    const from = world.sim.requests.length;
    await desk.push(own, customer, [700, 350], 'JPY');
    const posts = world.sim.requests.slice(from).filter(({ method }) => method === 'POST');
    const [invoice] = world.sim.billing.invoices().filter((one) => one.customer === customer);
    const { id: made = '' } = invoice ?? {};
    expect(posts.map(({ path, form, headers }) => [path, form, headers['idempotency-key'] ?? null])).toEqual([
      [
        '/v1/invoices',
        {
          customer,
          currency: 'jpy',
          collection_method: 'charge_automatically',
          auto_advance: 'false',
          pending_invoice_items_behavior: 'exclude',
          'metadata[invoice_id]': own,
        },
        `invoice:${own}:${customer}:v1`,
      ],
      ...[700, 350].map((amount, index) => [
        '/v1/invoiceitems',
        {
          customer,
          invoice: made,
          amount: String(amount),
          currency: 'jpy',
          description: `Usage ${index}`,
          'metadata[line_id]': `${own}:${index}`,
        },
        `invoice:${made}:line:${own}:${index}:v1`,
      ]),
      // A key that is made anew for each time.
      [`/v1/invoices/${made}/finalize`, { auto_advance: 'false' }, expect.stringMatching(/^stripe-node-retry-/)],
      [`/v1/invoices/${made}/pay`, {}, `invoice:${made}:pay:v1`],
    ]);
  });

  it('that was asked to be paid in vain is not asked for again by a repeat', async () => {
    const own = id();
    const customer = await desk.customer(id());
    world.sim.billing.giveCard(customer, 'decline');
    expect(await desk.push(own, customer, amounts)).toMatchObject({ status: 'failed' });
    world.sim.forgetKeys();
    world.sim.billing.giveCard(customer, 'succeed');
    expect(await desk.push(own, customer, amounts)).toMatchObject({ status: 'failed' });
  });

  it('has each line once also where the keys were forgotten before the repeat', async () => {
    const own = id();
    const customer = await desk.customer(id());
    world.sim.plan(/finalize/, { kind: 'cut' }, 2);
    await desk.push(own, customer, amounts).catch(() => undefined);
    world.sim.forgetKeys();
    expect(await desk.push(own, customer, amounts)).toMatchObject({ amountCents: 1055 });
    expect(world.sim.billing.items().filter((item) => item.customer === customer)).toHaveLength(3);
  });

  it('whose draft somebody has changed is refused rather than sent', async () => {
    const own = id();
    const customer = await desk.customer(id());
    world.sim.plan(/finalize/, { kind: 'cut' }, 2);
    await desk.push(own, customer, amounts).catch(() => undefined);
    await expect(desk.push(own, customer, [700, 351, 5])).rejects.toBeInstanceOf(RailRefused);
    expect(world.sim.billing.invoices().at(-1)?.status).toBe('draft');
  });
});

it('an invoice with more lines than Stripe takes is refused before anything of it is made', async () => {
  const customer = await desk.customer(id());
  const amounts = Array.from({ length: 251 }, () => 1);
  await expect(desk.push(id(), customer, amounts)).rejects.toBeInstanceOf(RailRefused);
  expect(world.sim.billing.invoices().filter((one) => one.customer === customer)).toEqual([]);
});

it('what was asked for is given up on when the signal ends, and is there once after a repeat', async () => {
  const own = id();
  const customerId = await desk.customer(id());
  world.sim.plan(/^POST \/v1\/subscriptions$/, { kind: 'hang' });
  const stop = new AbortController();
  const asked = { subscriptionId: own, providerCustomerId: customerId, priceId: world.priceId };
  const first = world.rail.ensureSubscription(asked, stop.signal).catch((failed: unknown) => failed);
  const isHeard = () => world.sim.requests.some(({ form }) => form['metadata[subscription_id]'] === own);
  await until(async () => isHeard(), Boolean);
  stop.abort();
  expect(await first).toBeInstanceOf(RailUnavailable);
  await desk.begin(own, customerId, world.priceId);
  expect(count(world.sim.billing.subscriptions(), 'subscription_id', own)).toBe(1);
});
