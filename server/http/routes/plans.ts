// The operator's plans: reading, making and giving them.
import { orRefuse } from '../problem.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function planHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    plans: {
      list: os.plans.list.handler(async ({ context: { request } }) => {
        return { request_id: request.id, plans: [...(await usecases.plans.list())] };
      }),
      read: os.plans.read.handler(async ({ input, context: { request } }) => {
        const { plan } = orRefuse(await usecases.plans.read(input.id));
        return { request_id: request.id, plan, pricing: [...(await usecases.prices.ofPlans.of(plan.id))] };
      }),
      upsert: os.plans.upsert.handler(async ({ input, context: { request } }) => {
        const { plan, isNew } = await usecases.plans.upsert(input);
        return { request_id: request.id, plan, is_new: isNew };
      }),
      limitDay: os.plans.limitDay.handler(async ({ input, context: { request } }) => {
        const { plan_id: id, daily_limit_cents: amount, overflow_policy: policy, grace_cents: grace } = input;
        const { degrade_to_model: toModel = null, reset_time: resetsAt, timezone: zone } = input;
        const asked = { id, amount, policy, grace, toModel, resetsAt, zone };
        return { request_id: request.id, plan: orRefuse(await usecases.plans.limitDay(asked)).plan };
      }),
      assign: os.plans.assign.handler(async ({ input, context: { request } }) => {
        const { scope, subject, plan_id: planId } = input;
        orRefuse(await usecases.plans.assign({ scope, subject, planId }));
        return { request_id: request.id, scope, subject, plan_id: planId };
      }),
    },
  };
}
