// What every billing rail must do, whoever is behind it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RailRefused } from '../../../../server/rails/rail.ts';
import { type BillingDesk, billingDesk, type BillingWorld, returnUrl } from './billing-world.ts';

export function billingConformance(name: string, openWorld: () => Promise<BillingWorld>): void {
  describe(`the billing rail of ${name}`, () => {
    let world: BillingWorld;
    let desk: BillingDesk;
    beforeAll(async () => {
      world = await openWorld();
      desk = billingDesk(world.rail);
    });
    afterAll(() => world.close());

    const id = randomUUID;
    const customer = () => desk.customer(id());
    const refusal = (call: Promise<unknown>) =>
      call.then(
        () => 'taken',
        (error: unknown) => (error instanceof RailRefused ? error.no.reason : String(error)),
      );
    async function subscribed(own = id()) {
      const of = await customer();
      const { providerCheckoutId } = await desk.open(own, of, world.priceId);
      await world.agree(providerCheckoutId);
      const page = await desk.page(providerCheckoutId);
      if (page?.kind !== 'subscribed') throw new Error(`the page is ${page?.kind}`);
      return { of, own, sub: page.providerSubscriptionId };
    }

    it('tells of a price what it costs and how often, and of none that there is none', async () => {
      expect(await desk.price(world.priceId)).toEqual({
        priceId: world.priceId,
        amountCents: 1000,
        currency: 'EUR',
        every: { unit: 'month', count: 1 },
        isActive: true,
      });
      expect(await desk.price('price_of_nobody')).toBeNull();
    });

    it('has one customer for each of ours, and keeps to the one that is known', async () => {
      const [own, other] = [id(), id()];
      const first = await desk.customer(own, null, { email: 'ada@example.org', name: 'Ada' });
      expect(await desk.customer(own, null, { email: 'ada@example.org', name: 'Ada' })).toBe(first);
      expect(await desk.customer(own, null, { email: 'countess@example.org' })).toBe(first);
      expect(await desk.customer(own, first)).toBe(first);
      expect(await desk.customer(other)).not.toBe(first);
    });

    it('makes another customer where the known one is gone, and that one once', async (context) => {
      if (world.deleteCustomer === null) context.skip();
      const own = id();
      const gone = await desk.customer(own);
      world.deleteCustomer?.(gone);
      const next = await desk.customer(own, gone);
      expect(next).not.toBe(gone);
      expect(await desk.customer(own, gone)).toBe(next);
    });

    it('opens one page for one subscription, however often it is asked for', async () => {
      const own = id();
      const of = await customer();
      const opened = await desk.open(own, of, world.priceId);
      expect(URL.canParse(opened.url)).toBe(true);
      expect(await desk.open(own, of, world.priceId)).toEqual(opened);
      expect(await desk.page(opened.providerCheckoutId)).toEqual({ kind: 'open' });
      expect((await desk.open(id(), of, world.priceId)).providerCheckoutId).not.toBe(opened.providerCheckoutId);
      expect(await desk.page('cs_of_nobody')).toBeNull();
      expect(await desk.subscriptions(of)).toEqual([]);
    });

    it('has a subscription once the buyer agreed, named by our id, for a month, and the page leads back', async () => {
      const { of, own, sub } = await subscribed();
      const reading = await desk.subscription(sub);
      expect(reading).toMatchObject({
        providerSubscriptionId: sub,
        providerCustomerId: of,
        status: 'active',
        priceId: world.priceId,
        isCancelPlanned: false,
        subscriptionId: own,
      });
      const { startsAt = 0, endsAt = 0 } = reading?.period ?? {};
      expect((endsAt - startsAt) / 86_400_000).toBeGreaterThan(27.9);
      expect((endsAt - startsAt) / 86_400_000).toBeLessThan(31.1);
      expect(await desk.subscriptions(of)).toEqual([reading]);
      const again = await desk.open(own, of, world.priceId);
      expect(again.url.startsWith(returnUrl)).toBe(true);
      expect(await desk.page(again.providerCheckoutId)).toEqual({ kind: 'subscribed', providerSubscriptionId: sub });
      expect(await desk.begin(own, of, world.priceId)).toEqual(reading);
      expect(await desk.subscriptions(of)).toHaveLength(1);
    });

    it('opens a new page after one whose time is over', async () => {
      const own = id();
      const of = await customer();
      const first = await desk.open(own, of, world.priceId);
      world.expire(first.providerCheckoutId);
      expect(await desk.page(first.providerCheckoutId)).toEqual({ kind: 'over' });
      const second = await desk.open(own, of, world.priceId);
      expect(second.providerCheckoutId).not.toBe(first.providerCheckoutId);
      expect(await desk.open(own, of, world.priceId)).toEqual(second);
      await world.agree(second.providerCheckoutId);
      expect(await desk.subscriptions(of)).toHaveLength(1);
    });

    it('begins a subscription without a page once, which waits until its invoice is paid', async () => {
      const own = id();
      const of = await customer();
      const begun = await desk.begin(own, of, world.priceId);
      expect(begun).toMatchObject({ status: 'paused', subscriptionId: own, priceId: world.priceId });
      expect(await desk.begin(own, of, world.priceId)).toEqual(begun);
      const [invoice, ...others] = await desk.invoices(of);
      expect([invoice?.providerSubscriptionId, others]).toEqual([begun.providerSubscriptionId, []]);
      await world.pay(invoice?.providerInvoiceId ?? '');
      expect(await desk.subscription(begun.providerSubscriptionId)).toMatchObject({ status: 'active' });
      expect(await desk.begin(own, of, world.priceId)).toMatchObject({ status: 'active' });
    });

    it('begins at once where the customer has something to pay with', async () => {
      const { of } = await subscribed();
      expect(await desk.begin(id(), of, world.priceId)).toMatchObject({ status: 'active' });
    });

    it('refuses customers, prices and subscriptions that it does not know', async () => {
      const of = await customer();
      expect(await refusal(desk.begin(id(), of, 'price_of_nobody'))).toBe('price_unknown');
      expect(await refusal(desk.open(id(), of, 'price_of_nobody'))).toBe('price_unknown');
      expect(await refusal(desk.begin(id(), 'cus_of_nobody', world.priceId))).toBe('customer_unknown');
      expect(await refusal(desk.open(id(), 'cus_of_nobody', world.priceId))).toBe('customer_unknown');
      expect(await refusal(desk.push(id(), 'cus_of_nobody'))).toBe('customer_unknown');
      expect(await refusal(desk.portal('cus_of_nobody'))).toBe('customer_unknown');
      expect(await refusal(desk.subscriptions('cus_of_nobody'))).toBe('customer_unknown');
      expect(await refusal(desk.cancel('sub_of_nobody', true))).toBe('subscription_unknown');
      expect(await desk.subscription('sub_of_nobody')).toBeNull();
      expect(await desk.invoice('in_of_nobody')).toBeNull();
    });

    it('runs on from period to period, each with its paid invoice', async () => {
      const { of, sub } = await subscribed();
      const before = (await desk.subscription(sub))?.period;
      await world.goOn(sub);
      const after = await desk.subscription(sub);
      expect([after?.status, after?.period?.startsAt]).toEqual(['active', before?.endsAt]);
      const invoices = await desk.invoices(of);
      expect(
        invoices.map(({ status, amountCents, currency, providerSubscriptionId }) =>
          [status, amountCents, currency, providerSubscriptionId].join(' '),
        ),
      ).toEqual([`paid 1000 EUR ${sub}`, `paid 1000 EUR ${sub}`]);
    });

    it('is paused by a renewal that nobody pays, and goes on when it is paid', async () => {
      const { of, sub } = await subscribed();
      await world.goOnUnpaid(sub);
      expect(await desk.subscription(sub)).toMatchObject({ status: 'paused' });
      const [owed] = await desk.invoices(of);
      expect(owed).toMatchObject({ status: 'failed', providerSubscriptionId: sub });
      await world.pay(owed?.providerInvoiceId ?? '');
      expect(await desk.subscription(sub)).toMatchObject({ status: 'active' });
      expect((await desk.invoices(of))[0]).toMatchObject({ status: 'paid' });
    });

    it('ends at the end of its period where that is asked for, once', async () => {
      const { of, sub } = await subscribed();
      const planned = await desk.cancel(sub, true);
      expect(planned).toMatchObject({ status: 'active', isCancelPlanned: true });
      expect(await desk.cancel(sub, true)).toEqual(planned);
      await world.goOn(sub);
      const over = await desk.subscription(sub);
      expect(over).toMatchObject({ status: 'canceled', isCancelPlanned: false });
      expect(await desk.cancel(sub, true)).toEqual(over);
      expect(await desk.cancel(sub, false)).toEqual(over);
      expect(await desk.invoices(of)).toHaveLength(1);
    });

    it('ends at once where that is asked for, and stands in the list for ever', async () => {
      const { of, sub } = await subscribed();
      const next = await desk.begin(id(), of, world.priceId);
      expect(await desk.cancel(sub, false)).toMatchObject({ status: 'canceled' });
      expect(await desk.cancel(sub, false)).toMatchObject({ status: 'canceled' });
      const listed = (await desk.subscriptions(of)).map((one) => one.providerSubscriptionId);
      expect(listed).toEqual([next.providerSubscriptionId, sub]);
    });

    it('pushes an invoice once, with all its lines, to be paid on a page', async () => {
      const own = id();
      const of = await customer();
      const pushed = await desk.push(own, of, [700, 350, -50]);
      expect(pushed).toMatchObject({
        providerCustomerId: of,
        status: 'finalized',
        amountCents: 1000,
        currency: 'EUR',
        providerSubscriptionId: null,
        invoiceId: own,
      });
      expect(URL.canParse(pushed.pageUrl ?? '')).toBe(true);
      expect(await desk.push(own, of, [700, 350, -50])).toEqual(pushed);
      expect(await desk.invoices(of)).toEqual([pushed]);
      expect(await desk.invoice(pushed.providerInvoiceId)).toEqual(pushed);
      await world.failToPay(pushed.providerInvoiceId);
      expect(await desk.invoice(pushed.providerInvoiceId)).toMatchObject({ status: 'failed' });
      await world.pay(pushed.providerInvoiceId);
      expect(await desk.invoice(pushed.providerInvoiceId)).toMatchObject({ status: 'paid', amountCents: 1000 });
      expect(await desk.push(own, of, [700, 350, -50])).toMatchObject({ status: 'paid' });
    });

    it('has an invoice paid at once where the customer has something to pay with', async () => {
      const { of } = await subscribed();
      expect(await desk.push(id(), of)).toMatchObject({ status: 'paid', amountCents: 1050 });
    });

    it('counts amounts in the minor units of each currency', async () => {
      for (const [amount, currency] of [
        [500, 'JPY'],
        [1500, 'KWD'],
        [700, 'HUF'],
        [3, 'ISK'],
      ] as const)
        expect(await desk.push(id(), await customer(), [amount], currency)).toMatchObject({
          amountCents: amount,
          currency,
        });
    });

    it('opens a portal', async () => {
      const { url } = await desk.portal(await customer());
      expect(URL.canParse(url)).toBe(true);
    });

    it('tells by webhooks which subscriptions, pages and invoices to look at, each of which is there', async () => {
      const { sub } = await subscribed();
      await world.goOn(sub);
      await desk.subscription(sub);
      const events = (await world.deliveries()).flatMap((delivery) => world.readEvent(delivery) ?? []);
      expect(new Set(events.map(({ object }) => object))).toEqual(new Set(['subscription', 'invoice', 'checkout']));
      expect(events.filter(({ providerId }) => providerId === sub).length).toBeGreaterThan(1);
      for (const { object, providerId } of events.slice(-6)) {
        const found = {
          subscription: desk.subscription,
          invoice: desk.invoice,
          checkout: desk.page,
        }[object](providerId);
        expect(await found).not.toBeNull();
      }
    });

    it('reads no webhook whose signature is missing or does not fit', async () => {
      const [delivery] = (await world.deliveries()).filter((one) => world.readEvent(one) !== null);
      if (delivery === undefined) throw new Error('nothing was told of');
      expect(world.readEvent({ ...delivery, headers: {} })).toBeNull();
      expect(world.readEvent({ ...delivery, body: Buffer.concat([delivery.body, Buffer.from(' ')]) })).toBeNull();
    });
  });
}
