// Subscribing to a plan: the page on which it is begun, what one has, and the page on which it is changed and ended.
import { z } from 'zod';
import { PlanId } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Uuid } from '../uuid.ts';
import { SubscriptionId, SubscriptionState } from './subscription.ts';

/** me: whoever asks, or the wallet of the token that they send. team: the team that their proof names. */
export const SubscribedFor = z.enum(['me', 'team']);
export type SubscribedFor = z.infer<typeof SubscribedFor>;

/** A subscription of one's own. */
export const OwnSubscription = z.object({
  id: SubscriptionId,
  plan_id: PlanId,
  plan_name: z.string(),
  status: SubscriptionState,
  /** Epoch milliseconds; null where it is not known, as before the first payment. */
  period_ends_at: z.int().nullable(),
  /** It runs until the end of its period and no further. */
  is_cancel_planned: z.boolean(),
  for: SubscribedFor,
});
export type OwnSubscription = z.infer<typeof OwnSubscription>;

const tags = ['subscriptions'];
const refusals = {
  not_found: problems.not_found,
  forbidden: problems.forbidden,
  provider_refused: problems.provider_refused,
  provider_unavailable: problems.provider_unavailable,
};

export const subscription = {
  /**
   * Opens the provider's page on which a subscription is begun. The same id again gets the same answer, and so does another id
   * while such a page is open for the same plan and owner: nobody is to pay for one plan twice. The answer to another id names the
   * subscription that the page is for, which is the older one; whoever asks goes on with the `subscription_id` of the answer.
   */
  checkout: route({
    access: 'user',
    limit: 'message',
    method: 'POST',
    path: '/v1/subscription/checkout',
    summary: 'Subscribe to a plan',
    tags,
  })
    .input(z.object({ id: Uuid, plan_id: PlanId, for: SubscribedFor.default('me') }))
    .output(
      z.object({
        request_id: z.string(),
        /** The one that the page is for, which may be an older one than was asked for. */
        subscription_id: SubscriptionId,
        /** The page to open. */
        url: z.url(),
        /** The provider's own page, to which that one leads. */
        provider_url: z.url(),
      }),
    )
    .errors({
      ...refusals,
      plan_not_offered: problems.plan_not_offered,
      subscription_exists: problems.subscription_exists,
      idempotency_conflict: problems.idempotency_conflict,
    }),

  /** One's own and those of one's team, each newest first; those of whoever's plan counts come first. Where a page was paid a moment ago, the provider is asked before the answer. */
  read: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/subscription',
    summary: 'Your subscriptions',
    tags,
  }).output(z.object({ request_id: z.string(), subscriptions: z.array(OwnSubscription) })),

  /** The provider's page on which a subscription is changed and ended, and invoices are read. */
  portal: route({
    access: 'user',
    limit: 'message',
    method: 'POST',
    path: '/v1/subscription/portal',
    summary: 'Manage your subscriptions',
    tags,
  })
    .input(z.object({ for: SubscribedFor.default('me') }))
    .output(z.object({ request_id: z.string(), url: z.url() }))
    .errors({ ...refusals, subscription_not_found: problems.subscription_not_found }),
};
