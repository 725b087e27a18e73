// The simulated Stripe's answers about customers, prices and subscriptions, with Stripe's own refusals.
import { type Answer, type Asked, type Form, listed, missing, ok, partOf, refused } from '../answers.ts';
import { newId } from '../books.ts';
import { type BillingApi, type BillingAsked, isKnown, newestFirst, noSuch } from './billing-asked.ts';
import type { BillingBooks, SimPrice, SimSubscription, SimSubscriptionPage } from './billing-books.ts';
import { answerInvoices } from './invoice-api.ts';
import { become, begin, end } from './subscription-acts.ts';

/** How long it takes until a search finds what was made. */
const searchLagSeconds = 60;
const type = 'invalid_request_error';

/** null: it is not about billing. */
export function answerBilling(asked: Asked, api: BillingApi): Answer | null {
  const at = new URL(asked.path, api.url);
  const steps = at.pathname.split('/').slice(2);
  const id = steps.find(isId) ?? '';
  const question = `${asked.method} ${steps.map((step) => (isId(step) ? ':' : step)).join('/')}`;
  const whole = { ...asked, id, query: at.searchParams };
  return (
    answerCustomers(question, whole, api) ??
    answerSubscriptions(question, whole, api) ??
    answerInvoices(question, whole, api)
  );
}

function isId(step: string): boolean {
  return /^(?:cus|price|sub|in|ii|cs|bps)_/.test(step);
}

function answerCustomers(question: string, { id, form, query }: BillingAsked, api: BillingApi): Answer | null {
  const { billing, now } = api;
  const customer = billing.customers.get(id);
  switch (question) {
    case 'POST customers': {
      const made = { id: newId('cus'), object: 'customer', created: now(), livemode: false } as const;
      const stated = { email: form['email'] ?? null, name: form['name'] ?? null, metadata: partOf(form, 'metadata') };
      billing.customers.set(made.id, { ...made, ...stated });
      return ok({ ...made, ...stated });
    }
    case 'GET customers/search': {
      const found = [...billing.customers.values()].filter(
        ({ created, metadata }) =>
          created <= now() - searchLagSeconds &&
          query.get('query') === `metadata['customer_id']:'${metadata['customer_id']}'`,
      );
      return ok({ object: 'search_result', data: found, has_more: false, url: '/v1/customers/search' });
    }
    case 'GET customers':
    case 'GET prices':
      return listed([], query);
    case 'GET customers/:':
      if (billing.deleted.has(id)) return ok({ id, object: 'customer', deleted: true });
      return customer === undefined ? missing('customer', id) : ok(customer);
    case 'POST customers/:':
      if (customer === undefined) return missing('customer', id);
      customer.email = form['email'] ?? customer.email;
      customer.name = form['name'] ?? customer.name;
      return ok(customer);
    case 'GET prices/:': {
      const price = billing.prices.get(id);
      return price === undefined ? missing('price', id) : ok(price);
    }
    case 'POST billing_portal/sessions':
      return openPortal(form, api);
    case 'GET billing_portal/configurations': {
      const data = billing.isPortalSetUp ? [{ id: newId('bpc'), active: true, is_default: true }] : [];
      return ok({ object: 'list', data, has_more: false, url: '/v1/billing_portal/configurations' });
    }
    default:
      return null;
  }
}

function openPortal(form: Form, { billing, now, url }: BillingApi): Answer {
  const customer = form['customer'] ?? '';
  if (!billing.customers.has(customer)) return noSuch('customer', customer);
  if (!billing.isPortalSetUp)
    return refused(400, {
      type,
      message: 'No configuration provided and your default configuration has not been created.',
    });
  const id = newId('bps');
  const portal = {
    id,
    object: 'billing_portal.session',
    created: now(),
    customer,
    livemode: false,
    return_url: form['return_url'] ?? '',
    url: `${url}/p/session/${id}`,
  } as const;
  billing.portals.set(id, portal);
  return ok(portal);
}

function answerSubscriptions(question: string, { id, form, query }: BillingAsked, api: BillingApi): Answer | null {
  const { billing } = api;
  const subscription = billing.subscriptions.get(id);
  const page = billing.pages.get(id);
  const of = query.get('customer');
  switch (question) {
    case 'POST subscriptions':
      return create(form, api);
    case 'GET subscriptions':
      if (of === null) return listed([], query);
      return isKnown(billing, of) ? listed(newestFirst(billing.subscriptions, of), query) : noSuch('customer', of);
    case 'GET subscriptions/:':
      return subscription === undefined ? missing('subscription', id) : ok(subscription);
    case 'POST subscriptions/:':
      return subscription === undefined ? missing('subscription', id) : change(subscription, form, api);
    case 'DELETE subscriptions/:':
      if (subscription === undefined || subscription.ended_at !== null) return missing('subscription', id);
      api.tell(end(api, subscription));
      return ok(subscription);
    case 'POST checkout/sessions':
      return form['mode'] === 'subscription' ? createPage(form, api) : null;
    case 'GET checkout/sessions':
      if (of === null) return null;
      return isKnown(billing, of) ? listed(newestFirst(billing.pages, of), query) : noSuch('customer', of);
    case 'GET checkout/sessions/:':
      return page === undefined ? null : ok(page);
    default:
      return null;
  }
}

function create(form: Form, api: BillingApi): Answer {
  const price = priceIn(api.billing, form['items[0][price]'], 'items[0][price]');
  if ('status' in price) return price;
  const customer = form['customer'] ?? '';
  if (!api.billing.customers.has(customer)) return noSuch('customer', customer);
  const begun = begin(api, { customer, price, metadata: partOf(form, 'metadata') });
  api.tell(begun.events);
  return ok(begun.subscription);
}

function change(subscription: SimSubscription, form: Form, api: BillingApi): Answer {
  if (subscription.ended_at !== null)
    return refused(400, {
      type,
      message: 'A canceled subscription can only update its cancellation_details and metadata.',
    });
  api.tell(become(subscription, { cancel_at_period_end: form['cancel_at_period_end'] === 'true' }));
  return ok(subscription);
}

function createPage(form: Form, { billing, now, url }: BillingApi): Answer {
  const price = priceIn(billing, form['line_items[0][price]'], 'line_items[0][price]');
  if ('status' in price) return price;
  const customer = form['customer'] ?? '';
  if (!billing.customers.has(customer)) return noSuch('customer', customer);
  const id = newId('cs_test');
  const page: SimSubscriptionPage = {
    id,
    object: 'checkout.session',
    cancel_url: form['cancel_url'] ?? '',
    created: now(),
    customer,
    expires_at: now() + 86_400,
    livemode: false,
    metadata: partOf(form, 'metadata'),
    mode: 'subscription',
    payment_intent: null,
    payment_status: 'unpaid',
    status: 'open',
    subscription: null,
    success_url: form['success_url'] ?? '',
    url: `${url}/c/subscribe/${id}`,
  };
  billing.pages.set(id, page);
  billing.wishes.set(id, { price: price.id, metadata: partOf(form, 'subscription_data[metadata]') });
  return ok(page);
}

function priceIn({ prices }: BillingBooks, id = '', param: string): SimPrice | Answer {
  const price = prices.get(id);
  if (price === undefined) return noSuch('price', id, param);
  if (!price.active) return refused(400, { type, param, message: `The price specified is inactive.` });
  if (price.recurring === null)
    return refused(400, { type, param, message: 'The price specified is set to one_time.' });
  return price;
}
