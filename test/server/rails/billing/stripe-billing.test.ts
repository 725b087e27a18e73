import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RailRefused, RailUnavailable } from '../../../../server/rails/rail.ts';
import { createStripeBilling } from '../../../../server/rails/stripe/billing/stripe-billing.ts';
import { createStripeRail } from '../../../../server/rails/stripe/stripe-rail.ts';
import { simAccount } from '../../../support/stripe-sim/stripe-sim.ts';
import { deskOf, newOrder } from '../rail-desk.ts';
import { type BillingDesk, billingDesk, returnUrl } from './billing-world.ts';
import { openStripeWorld, type StripeWorld } from './stripe-world.ts';

let world: StripeWorld;
let desk: BillingDesk;
beforeAll(async () => {
  world = await openStripeWorld();
  desk = billingDesk(world.rail);
});
afterAll(() => world.close());

const id = randomUUID;
const customer = () => desk.customer(id());
async function running(priceId = world.priceId) {
  const of = await customer();
  world.sim.billing.giveCard(of, 'succeed');
  const { providerSubscriptionId: sub } = await desk.begin(id(), of, priceId);
  return { of, sub };
}
const no = (call: Promise<unknown>) =>
  call.then(
    () => 'taken',
    (error: unknown) => (error instanceof RailRefused ? error.no : error),
  );

describe('a subscription at Stripe', () => {
  it.for([
    ['active', 'active'],
    ['trialing', 'active'],
    ['past_due', 'paused'],
    ['unpaid', 'paused'],
    ['incomplete', 'paused'],
    ['paused', 'paused'],
    ['canceled', 'canceled'],
    ['incomplete_expired', 'canceled'],
  ] as const)('that is %s is %s here', async ([status, ours]) => {
    const { sub } = await running();
    world.sim.billing.become(sub, status);
    expect(await desk.subscription(sub)).toMatchObject({ status: ours, providerStatus: status });
  });

  it('whose collection is paused is paused, unless it is over', async () => {
    const { sub } = await running();
    world.sim.billing.hold(sub, true);
    expect(await desk.subscription(sub)).toMatchObject({
      status: 'paused',
      providerStatus: 'active (collection paused)',
    });
    world.sim.billing.hold(sub, false);
    expect(await desk.subscription(sub)).toMatchObject({ status: 'active' });
    world.sim.billing.hold(sub, true);
    world.sim.billing.end(sub);
    expect(await desk.subscription(sub)).toMatchObject({ status: 'canceled' });
  });

  it('in a state that nobody here knows is not guessed at', async () => {
    const { sub } = await running();
    world.sim.billing.become(sub, 'hibernating');
    await expect(desk.subscription(sub)).rejects.toBeInstanceOf(RailUnavailable);
  });

  it('is to end where the portal has set the date of its period’s end, or the API has said so, and not at a later date', async () => {
    const { sub } = await running();
    for (const [by, isPlanned] of [
      ['date', true],
      [null, false],
      ['flag', true],
      [null, false],
      ['later', false],
    ] as const) {
      world.sim.billing.planEnd(sub, by);
      expect(await desk.subscription(sub)).toMatchObject({ isCancelPlanned: isPlanned });
    }
  });

  it('made in the dashboard is read as one without an id of ours', async () => {
    const of = await customer();
    const sub = world.sim.billing.begin(of, world.priceId);
    expect(await desk.subscription(sub)).toMatchObject({ subscriptionId: null, providerCustomerId: of });
    expect(await desk.subscriptions(of)).toHaveLength(1);
  });

  it('waits while the bank wants to see the payer, or takes its days', async () => {
    for (const card of ['confirm', 'process', 'decline'] as const) {
      const of = await customer();
      world.sim.billing.giveCard(of, card);
      expect(await desk.begin(id(), of, world.priceId)).toMatchObject({
        status: 'paused',
        providerStatus: 'incomplete',
      });
    }
  });

  it('of a customer who was deleted is over, and still in their list', async () => {
    const { of, sub } = await running();
    world.sim.billing.deleteCustomer(of);
    expect(await desk.subscriptions(of)).toMatchObject([{ providerSubscriptionId: sub, status: 'canceled' }]);
  });

  it('of more than one page of a list is found', async () => {
    const { of, sub } = await running();
    for (let more = 0; more < 130; more += 1) world.sim.billing.begin(of, world.priceId);
    const all = await desk.subscriptions(of);
    expect([all.length, all.at(-1)?.providerSubscriptionId]).toEqual([131, sub]);
  });

  it('may be asked to end again after that was taken back', async () => {
    const { sub } = await running();
    await desk.cancel(sub, true);
    world.sim.billing.planEnd(sub, null);
    expect(await desk.cancel(sub, true)).toMatchObject({ isCancelPlanned: true });
  });

  it('of a price that is no more for sale, or is paid once, is refused with Stripe’s word', async () => {
    const retired = world.sim.billing.addPrice();
    world.sim.billing.retirePrice(retired);
    const once = world.sim.billing.addPrice({ recurring: null, type: 'one_time' });
    expect([(await desk.price(retired))?.isActive, (await desk.price(once))?.every]).toEqual([false, null]);
    const of = await customer();
    for (const priceId of [retired, once])
      for (const call of [desk.begin, desk.open])
        expect(await no(call(id(), of, priceId))).toMatchObject({
          reason: 'subscription_not_taken',
          provider: 'stripe',
        });
  });

  it('is not gone where only a proxy says so', async () => {
    const { sub } = await running();
    const body = { error: { type: 'invalid_request_error', message: 'no such route' } };
    world.sim.plan(/^GET .*subscriptions/, { kind: 'status', status: 404, body });
    await expect(desk.subscription(sub)).rejects.toBeInstanceOf(RailUnavailable);
  });

  it('that Stripe confuses with another is not believed', async () => {
    const { sub } = await running();
    world.sim.plan(/^GET .*subscriptions/, { kind: 'twist', change: (body) => ({ ...body, id: 'sub_other' }) });
    await expect(desk.subscription(sub)).rejects.toBeInstanceOf(RailUnavailable);
  });
});

describe('a price at Stripe', () => {
  it('is told in our minor units, and without an amount where it has none of its own', async () => {
    const price = async (over: Parameters<StripeWorld['sim']['billing']['addPrice']>[0]) =>
      desk.price(world.sim.billing.addPrice(over));
    expect(await price({ currency: 'jpy', unit_amount: 500 })).toMatchObject({ amountCents: 500, currency: 'JPY' });
    expect(await price({ currency: 'isk', unit_amount: 500 })).toMatchObject({ amountCents: 5, currency: 'ISK' });
    expect(await price({ unit_amount: null })).toMatchObject({ amountCents: null });
    expect(await price({ billing_scheme: 'tiered' })).toMatchObject({ amountCents: null });
    const metered = { interval: 'month', interval_count: 1, usage_type: 'metered' };
    expect(await price({ recurring: metered })).toMatchObject({ amountCents: null });
    const quarter = { interval: 'month', interval_count: 3, usage_type: 'licensed' };
    expect((await price({ recurring: quarter }))?.every).toEqual({ unit: 'month', count: 3 });
  });
});

describe('an invoice at Stripe', () => {
  it.for([
    ['process', 'finalized'],
    ['confirm', 'finalized'],
    ['decline', 'failed'],
    ['succeed', 'paid'],
  ] as const)('for which a payment was tried that ends in %s is %s', async ([card, status]) => {
    const of = await customer();
    world.sim.billing.giveCard(of, card);
    const pushed = await desk.push(id(), of);
    expect(pushed).toMatchObject({ status });
    expect(await desk.invoices(of)).toEqual([pushed]);
  });

  it.for(['void', 'uncollectible'] as const)('that is %s has failed', async (end) => {
    const { providerInvoiceId } = await desk.push(id(), await customer());
    world.sim.billing.giveUp(providerInvoiceId, end);
    expect(await desk.invoice(providerInvoiceId)).toMatchObject({
      status: 'failed',
      providerStatus: end,
      isOver: true,
    });
  });

  it('that comes to nothing or less is paid, and says how much', async () => {
    expect(await desk.push(id(), await customer(), [500, -500])).toMatchObject({ status: 'paid', amountCents: 0 });
    expect(await desk.push(id(), await customer(), [-500])).toMatchObject({ status: 'paid', amountCents: -500 });
  });

  it('in a currency or an amount that Stripe never charges is refused before anything is asked', async () => {
    const of = await customer();
    const before = world.sim.requests.length;
    expect(await no(desk.push(id(), of, [1], 'CLF'))).toMatchObject({ reason: 'currency_not_taken' });
    expect(await no(desk.push(id(), of, [1001], 'KWD'))).toMatchObject({ reason: 'amount_not_in_steps' });
    expect(world.sim.requests.length).toBe(before);
  });

  it('whose draft was deleted is made anew', async () => {
    const [own, of] = [id(), await customer()];
    world.sim.plan(/finalize/, { kind: 'cut' }, 2);
    await desk.push(own, of).catch(() => undefined);
    world.sim.billing.deleteDraft(world.sim.billing.invoices().at(-1)?.id ?? '');
    world.sim.forgetKeys();
    expect(await desk.push(own, of)).toMatchObject({ status: 'finalized', amountCents: 1050 });
  });
});

describe('the portal', () => {
  it('comes back to our page, and says so where the operator has not set it up', async () => {
    const of = await customer();
    const { url } = await desk.portal(of);
    expect(url).toContain(world.sim.url);
    expect(world.sim.requests.at(-1)?.form).toEqual({ customer: of, return_url: `${returnUrl}?back=portal` });
    world.sim.billing.setUpPortal(false);
    expect(await no(desk.portal(of))).toEqual({ reason: 'portal_not_set_up', provider: 'stripe' });
    world.sim.billing.setUpPortal(true);
  });
});

describe('Stripe’s webhooks', () => {
  const own = (type: string, object: object) => world.readEvent(world.sim.event(type, object));

  it('about subscriptions, invoices and pages of subscriptions name what to look at', () => {
    const invoice = { object: 'invoice', id: 'in_1' };
    for (const type of ['invoice.paid', 'invoice.finalized', 'invoice.voided', 'invoice.some_day_more'])
      expect(own(type, invoice)).toMatchObject({ eventType: type, object: 'invoice', providerId: 'in_1' });
    expect(own('customer.subscription.deleted', { object: 'subscription', id: 'sub_1' })).toMatchObject({
      kind: 'billing',
      object: 'subscription',
      providerId: 'sub_1',
    });
    const page = { object: 'checkout.session', id: 'cs_1', mode: 'subscription', client_reference_id: id() };
    expect(own('checkout.session.completed', page)).toMatchObject({ object: 'checkout', providerId: 'cs_1' });
  });

  it('about anything else are none of these', () => {
    for (const [type, object] of [
      ['invoice.upcoming', { object: 'invoice', id: 'upcoming_in_1' }],
      ['invoice.upcoming', { object: 'invoice' }],
      ['customer.deleted', { object: 'customer', id: 'cus_1' }],
      ['invoiceitem.created', { object: 'invoiceitem', id: 'ii_1' }],
      ['invoice_payment.paid', { object: 'invoice_payment', id: 'inpay_1' }],
      ['payment_intent.succeeded', { object: 'payment_intent', id: 'pi_1' }],
      ['checkout.session.completed', { object: 'checkout.session', id: 'cs_1', mode: 'payment' }],
      ['checkout.session.completed', { object: 'checkout.session', id: 'cs_1', mode: 'setup' }],
      ['invoice.paid', { object: 'invoice', id: 7 }],
    ] as const)
      expect([type, own(type, object)]).toEqual([type, null]);
  });

  it('are not read under an empty secret', () => {
    expect(() => createStripeBilling({ ...simAccount, webhookSecret: '', apiUrl: null, clock: Date })).toThrow(
      /SECRET/,
    );
  });
});

describe('the rail of payments', () => {
  const payments = () =>
    createStripeRail({
      ...simAccount,
      apiUrl: world.sim.url,
      checkout: 'session',
      pageUrl: String,
      purchaseName: String,
      clock: { now: Date.now, wait: () => Promise.resolve() },
    });

  it('takes no page of a subscription for an order’s, whatever id it carries', () => {
    const rail = payments();
    for (const mode of ['subscription', 'setup']) {
      const page = { object: 'checkout.session', id: 'cs_1', mode, client_reference_id: id(), payment_intent: 'pi_1' };
      expect(rail.verify(world.sim.event('checkout.session.completed', page))).toMatchObject({ kind: 'ignored' });
    }
  });

  it('takes what paid an invoice, and what is given back of it, for nobody’s order', async () => {
    const rail = payments();
    const from = world.sim.deliveries.all.length;
    const { of } = await running();
    await desk.push(id(), of);
    const events = world.sim.deliveries.all.slice(from).map((one) => rail.verify(one));
    const paid = events.flatMap((event) => (event.kind === 'event' ? [event] : []));
    expect(paid.map(({ eventType }) => eventType)).toEqual(expect.arrayContaining(['payment_intent.succeeded']));
    for (const { orderId, providerTxnId } of paid) {
      expect(orderId).toBeNull();
      expect(await rail.ownerOf(providerTxnId ?? '', AbortSignal.timeout(60_000))).toEqual({ kind: 'others' });
    }
  });

  it('still knows an order’s own page by its mode', async () => {
    const rail = payments();
    const order = newOrder();
    const { providerTxnId } = await deskOf(rail).start(order);
    const [last] = world.sim.succeed(order.id).slice(-1);
    if (last === undefined) throw new Error('nothing was told of');
    expect(rail.verify(last)).toMatchObject({ kind: 'event', orderId: order.id });
    expect(providerTxnId).toMatch(/^cs_/);
  });
});
