// Customers, their subscriptions, the prices that plans are sold at, and invoices: for the operator, with X-Api-Key.
import { z } from 'zod';
import { Currency } from '../money.ts';
import { newOrRepeated } from '../new-or-repeated.ts';
import { EntityId } from '../entity-id.ts';
import { PlanId } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Uuid } from '../uuid.ts';
import { CalendarDate, Invoice, InvoiceId, InvoiceLine } from './invoice.ts';
import { CustomerId, EntityType, PriceEvery, Subscription, SubscriptionId } from './subscription.ts';

const ProviderId = z.string().trim().min(1).max(255);

export const Customer = z.object({
  id: CustomerId,
  entity_type: EntityType,
  entity_id: z.string(),
  stripe_customer_id: z.string().nullable(),
  created_at: z.int(),
});
export type Customer = z.infer<typeof Customer>;

export const PriceMapping = z.object({
  id: Uuid,
  plan_id: PlanId,
  stripe_price_id: z.string(),
  currency: Currency,
  active: z.boolean(),
  /** The provider's answer; null: it was not asked. */
  amount_cents: z.int().min(0).nullable(),
  every: PriceEvery.nullable(),
  created_at: z.int(),
});
export type PriceMapping = z.infer<typeof PriceMapping>;

const tags = ['billing'];
const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
};
const at = { access: 'operator', limit: 'calm', tags } as const;
const asksProvider = {
  not_found: problems.not_found,
  provider_refused: problems.provider_refused,
  provider_unavailable: problems.provider_unavailable,
};
const ofCustomer = { customer_not_found: problems.customer_not_found };
const customerAnswer = z.object({ request_id: z.string(), customer: Customer });
const subscriptionAnswer = z.object({ request_id: z.string(), subscription: Subscription });
/** `stripe_subscription_id` stands beside the whole as well. */
const ensuredSubscription = z.object({
  request_id: z.string(),
  stripe_subscription_id: z.string().nullable(),
  subscription: Subscription,
});
const mappingAnswer = z.object({ request_id: z.string(), price_mapping: PriceMapping });
const Shown = z.object({ ...Invoice.shape, line_items: z.array(InvoiceLine) });
const invoiceAnswer = z.object({ request_id: z.string(), invoice: Shown });

export const billing = {
  /** One for each user, team or wallet: the same again gets the same customer. */
  createCustomer: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/customers',
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Make a customer',
  })
    .input(z.object({ entity_type: EntityType, entity_id: EntityId, stripe_customer_id: ProviderId.optional() }))
    .output(newOrRepeated(customerAnswer))
    .errors({ wallet_not_found: problems.wallet_not_found, idempotency_conflict: problems.idempotency_conflict }),

  customers: route({ ...at, method: 'GET', path: '/v1/billing/customers', summary: 'List customers' })
    .input(z.object(page))
    .output(z.object({ request_id: z.string(), customers: z.array(Customer), total: z.int() })),

  readCustomer: route({ ...at, method: 'GET', path: '/v1/billing/customers/{customer_id}', summary: 'Read a customer' })
    .input(z.object({ customer_id: CustomerId }))
    .output(customerAnswer)
    .errors(ofCustomer),

  /** Without `stripe_subscription_id` it has no provider and is active at once; with it, its state is the provider's. */
  createSubscription: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/subscriptions',
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Make a subscription',
  })
    .input(z.object({ customer_id: CustomerId, plan_id: PlanId, stripe_subscription_id: ProviderId.optional() }))
    .output(newOrRepeated(subscriptionAnswer))
    .errors({
      ...ofCustomer,
      ...asksProvider,
      plan_not_found: problems.plan_not_found,
      subscription_not_found: problems.subscription_not_found,
    }),

  subscriptions: route({ ...at, method: 'GET', path: '/v1/billing/subscriptions', summary: 'List subscriptions' })
    .input(z.object({ customer_id: CustomerId.optional(), plan_id: PlanId.optional(), ...page }))
    .output(z.object({ request_id: z.string(), subscriptions: z.array(Subscription), total: z.int() })),

  readSubscription: route({
    ...at,
    method: 'GET',
    path: '/v1/billing/subscriptions/{subscription_id}',
    summary: 'Read a subscription',
  })
    .input(z.object({ subscription_id: SubscriptionId }))
    .output(subscriptionAnswer)
    .errors({ subscription_not_found: problems.subscription_not_found }),

  subscriptionByStripe: route({
    ...at,
    method: 'GET',
    path: '/v1/billing/subscriptions/by_stripe/{stripe_subscription_id}',
    summary: 'Read a subscription by its id at Stripe',
  })
    .input(z.object({ stripe_subscription_id: ProviderId }))
    .output(subscriptionAnswer)
    .errors({ subscription_not_found: problems.subscription_not_found }),

  /** At the provider too; one that is over stays as it is. */
  cancelSubscription: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/subscriptions/{subscription_id}/cancel',
    summary: 'End a subscription',
  })
    .input(z.object({ subscription_id: SubscriptionId, at_period_end: z.boolean().default(false) }))
    .output(subscriptionAnswer)
    .errors({ ...asksProvider, subscription_not_found: problems.subscription_not_found }),

  /** From what the plan paid for between two days, both included. The same days again give the same invoice. */
  generateInvoice: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/invoices/generate',
    inputStructure: 'detailed',
    summary: 'Make an invoice from usage',
  })
    .input(
      z.object({
        query: z.object({ customer_id: CustomerId, date_from: CalendarDate, date_to: CalendarDate }),
      }),
    )
    .output(z.object({ request_id: z.string(), invoice: Shown, is_new: z.boolean() }))
    .errors(ofCustomer),

  invoices: route({ ...at, method: 'GET', path: '/v1/billing/invoices', summary: 'List invoices' })
    .input(z.object({ customer_id: CustomerId.optional(), ...page }))
    .output(z.object({ request_id: z.string(), invoices: z.array(Invoice), total: z.int() })),

  readInvoice: route({ ...at, method: 'GET', path: '/v1/billing/invoices/{invoice_id}', summary: 'Read an invoice' })
    // Any words: what is no id names no invoice, as "generate", which only takes POST.
    .input(z.object({ invoice_id: z.string().min(1).max(200) }))
    .output(invoiceAnswer)
    .errors({ invoice_not_found: problems.invoice_not_found }),

  createMapping: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/stripe/price_mappings',
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Sell a plan at a price',
  })
    .input(
      z.object({
        plan_id: PlanId,
        stripe_price_id: ProviderId,
        /** Left out: the price's own, or USD where no provider can be asked. */
        currency: Currency.optional(),
        active: z.boolean().default(true),
      }),
    )
    .output(newOrRepeated(mappingAnswer))
    .errors({
      ...asksProvider,
      plan_not_found: problems.plan_not_found,
      idempotency_conflict: problems.idempotency_conflict,
    }),

  changeMapping: route({
    ...at,
    method: 'PATCH',
    path: '/v1/billing/stripe/price_mappings/{mapping_id}',
    summary: 'Change a price mapping',
  })
    .input(
      z.object({
        mapping_id: Uuid,
        stripe_price_id: ProviderId.optional(),
        currency: Currency.optional(),
        active: z.boolean().optional(),
      }),
    )
    .output(mappingAnswer)
    .errors({
      ...asksProvider,
      price_mapping_not_found: problems.price_mapping_not_found,
      idempotency_conflict: problems.idempotency_conflict,
    }),

  removeMapping: route({
    ...at,
    method: 'DELETE',
    path: '/v1/billing/stripe/price_mappings/{mapping_id}',
    summary: 'Remove a price mapping',
  })
    .input(z.object({ mapping_id: Uuid }))
    .output(z.object({ request_id: z.string(), ok: z.literal(true) }))
    .errors({ price_mapping_not_found: problems.price_mapping_not_found }),

  mappings: route({ ...at, method: 'GET', path: '/v1/billing/stripe/price_mappings', summary: 'List price mappings' })
    .input(z.object({ plan_id: PlanId.optional() }))
    .output(z.object({ request_id: z.string(), price_mappings: z.array(PriceMapping), total: z.int() })),

  ensureCustomer: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/stripe/customers/ensure',
    inputStructure: 'detailed',
    summary: 'Make a customer known at Stripe',
  })
    .input(z.object({ query: z.object({ customer_id: CustomerId }) }))
    .output(z.object({ request_id: z.string(), stripe_customer_id: z.string(), customer: Customer }))
    .errors({ ...ofCustomer, ...asksProvider }),

  ensureSubscription: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/stripe/subscriptions/ensure',
    summary: 'Make a subscription at Stripe',
  })
    .input(z.object({ customer_id: CustomerId, plan_id: PlanId, stripe_price_id: ProviderId }))
    .output(ensuredSubscription)
    .errors({ ...ofCustomer, ...asksProvider, plan_not_found: problems.plan_not_found }),

  /** At the price that the plan is sold at. */
  ensureByPlan: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/stripe/subscriptions/ensure_by_plan',
    inputStructure: 'detailed',
    summary: 'Make a subscription to a plan at Stripe',
  })
    .input(z.object({ query: z.object({ customer_id: CustomerId, plan_id: PlanId }) }))
    .output(ensuredSubscription)
    .errors({
      ...ofCustomer,
      ...asksProvider,
      plan_not_found: problems.plan_not_found,
      plan_not_offered: problems.plan_not_offered,
    }),

  pushInvoice: route({
    ...at,
    method: 'POST',
    path: '/v1/billing/stripe/invoices/push',
    inputStructure: 'detailed',
    summary: 'Send an invoice by Stripe',
  })
    .input(z.object({ query: z.object({ invoice_id: InvoiceId }) }))
    .output(z.object({ request_id: z.string(), stripe_invoice_id: z.string().nullable(), invoice: Shown }))
    .errors({ ...asksProvider, invoice_not_found: problems.invoice_not_found }),
};
