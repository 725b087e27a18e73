// Who the caller is to this server.
import { orRefuse } from '../problem.ts';
import { callerOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function meHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    me: {
      read: os.me.read.handler(async ({ context: { request } }) => {
        const { by, user, team, teamName, plan, wallets, key } = orRefuse(await usecases.status.me(callerOf(request)));
        return {
          request_id: request.id,
          kind: by,
          user_id: user,
          team_id: team,
          team_name: teamName,
          plan: {
            id: plan.id,
            name: plan.name,
            usage_remaining: plan.usageRemaining,
            usage_this_minute: plan.usageThisMinute,
            per_minute: plan.perMinuteLimit,
            of: plan.of,
          },
          api_key: key,
          wallets: wallets.map(({ balances, ...wallet }) => ({ ...wallet, balances: [...balances] })),
        };
      }),
    },
  };
}
