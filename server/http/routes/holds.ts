// Reserve, capture, release, read.
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';
import { callerOf, showPlan, showRemaining, type RequestContext } from '../request.ts';
import { orRefuse } from '../problem.ts';
import type { HoldAnswered } from '../../usecases/holds/hold-answered.ts';

export function holdHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    holds: {
      create: os.holds.create.handler(async ({ input, context }) => {
        const answer = orRefuse(await usecases.holds.reserve(callerOf(context.request), input));
        return { status: answer.isNew ? (201 as const) : (200 as const), body: bodyOf(answer, context) };
      }),
      capture: os.holds.capture.handler(async ({ input, context }) =>
        bodyOf(
          orRefuse(await usecases.holds.capture(callerOf(context.request), input.id, input.usage, input.outcome)),
          context,
        ),
      ),
      release: os.holds.release.handler(async ({ input, context }) =>
        bodyOf(
          orRefuse(await usecases.holds.release(callerOf(context.request), input.id, input.reason ?? null)),
          context,
        ),
      ),
      extend: os.holds.extend.handler(async ({ input, context }) =>
        bodyOf(orRefuse(await usecases.holds.extend(callerOf(context.request), input.id, input.ms ?? null)), context),
      ),
      get: os.holds.get.handler(async ({ input, context }) =>
        bodyOf(orRefuse(await usecases.holds.read(callerOf(context.request), input.id)), context),
      ),
    },
  };
}

function bodyOf({ hold, remaining, plan }: HoldAnswered, { request, reply }: RequestContext) {
  showRemaining(reply, remaining);
  showPlan(reply, plan, remaining.free_left);
  if (hold.output_limit_tokens !== undefined) reply.header('x-output-clamped', String(hold.output_limit_tokens));
  return {
    request_id: request.id,
    hold,
    remaining,
    plan: {
      id: plan.id,
      usage_remaining: plan.usageRemaining,
      usage_this_minute: plan.usageThisMinute,
      per_minute_limit: plan.perMinuteLimit,
    },
  };
}
