// The operator's plans: reading, making and giving them.
import type { AssignedEntity, PlanScope } from '../../contract/plans/plans.ts';
import { orRefuse, refusal } from '../problem.ts';
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
        const { plan, isNew } = orRefuse(await usecases.plans.upsert(input));
        return { request_id: request.id, id: plan.id, plan_id: plan.id, plan, is_new: isNew };
      }),
      limitDay: os.plans.limitDay.handler(async ({ input, context: { request } }) => {
        const { plan_id: id, daily_limit_cents: amount, overflow_policy: policy, grace_cents: grace } = input;
        const { degrade_to_model: toModel = null, reset_time: resetsAt, timezone: zone } = input;
        const asked = { id, amount, policy, grace, toModel, resetsAt, zone };
        return { request_id: request.id, plan: orRefuse(await usecases.plans.limitDay(asked)).plan };
      }),
      setUsage: os.plans.setUsage.handler(async ({ input, context: { request } }) => {
        const { plan_id: id, ...terms } = input;
        return { request_id: request.id, plan: orRefuse(await usecases.plans.setUsage(id, terms)).plan };
      }),
      assign: os.plans.assign.handler(async ({ input, context: { request } }) => {
        const named = namedBy(input);
        const { plan_id: planId, timezone: timeZone } = input;
        const assigned = orRefuse(await usecases.plans.assign({ ...named, planId, timeZone }));
        return { request_id: request.id, ...inBothWords(named), plan_id: planId, timezone: assigned.timeZone };
      }),
      assignment: os.plans.assignment.handler(async ({ input, context: { request } }) => {
        const named = { scope: scopeOf(input.entity_type), subject: input.entity_id };
        const assigned = orRefuse(await usecases.plans.assignment(named));
        return {
          request_id: request.id,
          ...inBothWords(named),
          plan_id: assigned.held,
          timezone: assigned.timeZone,
          assigned_plan_id: assigned.planId,
          subscribed_plan_id: assigned.subscribedPlanId,
          since: assigned.since,
        };
      }),
    },
  };
}

type Named = { readonly scope: PlanScope; readonly subject: string };

function namedBy(input: {
  readonly scope?: PlanScope | undefined;
  readonly subject?: string | undefined;
  readonly entity_type?: AssignedEntity | undefined;
  readonly entity_id?: string | undefined;
}): Named {
  const { scope, subject, entity_type: type, entity_id: id } = input;
  const isByEntity = type !== undefined || id !== undefined;
  if (isByEntity && (scope !== undefined || subject !== undefined))
    throw refusal('invalid_request', { reason: 'either_field', field: 'entity_type', other: 'scope' });
  if (isByEntity) {
    if (type === undefined || id === undefined)
      throw refusal('invalid_request', {
        reason: 'field_missing',
        field: type === undefined ? 'entity_type' : 'entity_id',
      });
    return { scope: scopeOf(type), subject: id };
  }
  if (scope === undefined || subject === undefined)
    throw refusal('invalid_request', { reason: 'field_missing', field: scope === undefined ? 'scope' : 'subject' });
  return { scope, subject };
}

function scopeOf(type: AssignedEntity): PlanScope {
  return type === 'team' ? 'org' : type;
}

function inBothWords({ scope, subject }: Named) {
  const entity_type: AssignedEntity = scope === 'org' ? 'team' : scope;
  return { scope, subject, entity_type, entity_id: subject };
}
