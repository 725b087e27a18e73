// The models that can be used, and what answers cost. The answers themselves pass through http/hosted.
import { orRefuse } from '../problem.ts';
import { callerOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function hostedHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    hosted: {
      models: os.hosted.models.handler(async ({ context: { request } }) => {
        const { models } = orRefuse(await usecases.hosted.models(callerOf(request)));
        return { object: 'list' as const, data: [...models] };
      }),
      charge: os.hosted.charge.handler(async ({ input, context: { request } }) => {
        const { charge } = orRefuse(await usecases.hosted.charge(callerOf(request), input.id));
        return { request_id: request.id, charge };
      }),
    },
  };
}
