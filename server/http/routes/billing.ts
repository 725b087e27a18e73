// The operator's customers, subscriptions, and the prices that plans are sold at.
import { toCustomer, toMapping, toSubscription } from '../../usecases/billing/views.ts';
import { orRefuse } from '../problem.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

const longestMs = 30_000;
const orLongest = (signal: AbortSignal | undefined) => signal ?? AbortSignal.timeout(longestMs);
const statusOf = (isNew: boolean) => (isNew ? (201 as const) : (200 as const));

export function billingHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  const { customers, subscriptions, mappings } = usecases.billing;
  const routes = os.billing;
  return {
    createCustomer: routes.createCustomer.handler(async ({ input, context: { request } }) => {
      const { entity_type: type, entity_id: id, stripe_customer_id: known = null } = input;
      const { customer, isNew } = orRefuse(await customers.create({ type, id }, known));
      return { status: statusOf(isNew), body: { request_id: request.id, customer: toCustomer(customer) } };
    }),
    customers: routes.customers.handler(async ({ input, context: { request } }) => {
      const { rows, total } = await customers.list(input);
      return { request_id: request.id, customers: rows.map(toCustomer), total };
    }),
    readCustomer: routes.readCustomer.handler(async ({ input, context: { request } }) => {
      const { customer } = orRefuse(await customers.read(input.customer_id));
      return { request_id: request.id, customer: toCustomer(customer) };
    }),
    createSubscription: routes.createSubscription.handler(async ({ input, context: { request }, signal }) => {
      const { customer_id: customerId, plan_id: planId, stripe_subscription_id: known = null } = input;
      const kept = orRefuse(await subscriptions.create({ customerId, planId }, known, orLongest(signal)));
      const body = { request_id: request.id, subscription: toSubscription(kept.subscription) };
      return { status: statusOf(kept.isNew), body };
    }),
    subscriptions: routes.subscriptions.handler(async ({ input, context: { request } }) => {
      const { customer_id: customerId = null, plan_id: planId = null, limit, offset } = input;
      const { rows, total } = await subscriptions.list({ customerId, planId, limit, offset });
      return { request_id: request.id, subscriptions: rows.map(toSubscription), total };
    }),
    readSubscription: routes.readSubscription.handler(async ({ input, context: { request } }) => {
      const { subscription } = orRefuse(await subscriptions.read(input.subscription_id));
      return { request_id: request.id, subscription: toSubscription(subscription) };
    }),
    subscriptionByStripe: routes.subscriptionByStripe.handler(async ({ input, context: { request } }) => {
      const { subscription } = orRefuse(await subscriptions.byProvider(input.stripe_subscription_id));
      return { request_id: request.id, subscription: toSubscription(subscription) };
    }),
    cancelSubscription: routes.cancelSubscription.handler(async ({ input, context: { request }, signal }) => {
      const { subscription_id: id, at_period_end: atPeriodEnd } = input;
      const { subscription } = orRefuse(await subscriptions.cancel(id, atPeriodEnd, orLongest(signal)));
      return { request_id: request.id, subscription: toSubscription(subscription) };
    }),
    createMapping: routes.createMapping.handler(async ({ input, context: { request }, signal }) => {
      const { plan_id: planId, stripe_price_id: priceId, currency = null, active: isActive } = input;
      const asked = { planId, priceId, currency, isActive };
      const { mapping, isNew } = orRefuse(await mappings.create(asked, orLongest(signal)));
      return { status: statusOf(isNew), body: { request_id: request.id, price_mapping: toMapping(mapping) } };
    }),
    changeMapping: routes.changeMapping.handler(async ({ input, context: { request }, signal }) => {
      const { mapping_id: id, stripe_price_id: priceId, currency, active: isActive } = input;
      const { mapping } = orRefuse(await mappings.change(id, { priceId, currency, isActive }, orLongest(signal)));
      return { request_id: request.id, price_mapping: toMapping(mapping) };
    }),
    removeMapping: routes.removeMapping.handler(async ({ input, context: { request } }) => {
      orRefuse(await mappings.remove(input.mapping_id));
      return { request_id: request.id, ok: true as const };
    }),
    mappings: routes.mappings.handler(async ({ input, context: { request } }) => {
      const found = await mappings.list(input.plan_id ?? null);
      return { request_id: request.id, price_mappings: found.map(toMapping), total: found.length };
    }),
    ensureCustomer: routes.ensureCustomer.handler(async ({ input: { query }, context: { request }, signal }) => {
      const { customer, providerCustomerId } = orRefuse(await customers.ensure(query.customer_id, orLongest(signal)));
      return { request_id: request.id, stripe_customer_id: providerCustomerId, customer: toCustomer(customer) };
    }),
    ensureSubscription: routes.ensureSubscription.handler(async ({ input, context: { request }, signal }) => {
      const { customer_id: customerId, plan_id: planId, stripe_price_id: priceId } = input;
      const kept = orRefuse(await subscriptions.ensure({ customerId, planId }, priceId, orLongest(signal)));
      const subscription = toSubscription(kept.subscription);
      return { request_id: request.id, stripe_subscription_id: subscription.stripe_subscription_id, subscription };
    }),
    ensureByPlan: routes.ensureByPlan.handler(async ({ input: { query }, context: { request }, signal }) => {
      const { customer_id: customerId, plan_id: planId } = query;
      const kept = orRefuse(await subscriptions.ensureByPlan({ customerId, planId }, orLongest(signal)));
      const subscription = toSubscription(kept.subscription);
      return { request_id: request.id, stripe_subscription_id: subscription.stripe_subscription_id, subscription };
    }),
  };
}
