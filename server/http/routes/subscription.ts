// Subscribing to a plan, and what one has subscribed to.
import { brand } from '../../lib/brand.ts';
import type { SubscriptionId } from '../../contract/billing/subscription.ts';
import { orRefuse } from '../problem.ts';
import { callerOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

const longestMs = 30_000;

export function subscriptionHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  const { subscribe, own } = usecases.billing;
  return {
    subscription: {
      checkout: os.subscription.checkout.handler(async ({ input, context: { request }, signal }) => {
        const asked = { id: brand<SubscriptionId>(input.id), planId: input.plan_id, for: input.for };
        const { subscriptionId, url } = orRefuse(
          await subscribe(callerOf(request), asked, signal ?? AbortSignal.timeout(longestMs)),
        );
        return { request_id: request.id, subscription_id: subscriptionId, url, provider_url: url };
      }),
      read: os.subscription.read.handler(async ({ context: { request }, signal }) => {
        const subscriptions = await own.list(callerOf(request), signal ?? AbortSignal.timeout(longestMs));
        return { request_id: request.id, subscriptions: [...subscriptions] };
      }),
      portal: os.subscription.portal.handler(async ({ input, context: { request }, signal }) => {
        const answer = await own.portal(callerOf(request), input.for, signal ?? AbortSignal.timeout(longestMs));
        return { request_id: request.id, url: orRefuse(answer).url };
      }),
    },
  };
}
