// The gate for services elsewhere: lock, unlock, extend, and what a payer has.
import type { Stands } from '../../usecases/holds/charge.ts';
import { orRefuse, refusal } from '../problem.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function gateHandlers(os: ContractImplementer, { usecases: { gate } }: RouterDeps) {
  return {
    gate: {
      lock: os.gate.lock.handler(async ({ input, context: { request } }) => {
        const { lockId, lock, isNew, stands } = orRefuse(await gate.lock(input));
        const body = { request_id: request.id, lock_id: lockId, lock, ...told(stands) };
        return { status: isNew ? (201 as const) : (200 as const), body };
      }),
      unlock: os.gate.unlock.handler(async ({ input, context: { request } }) => {
        const { lock } = orRefuse(await gate.unlock(input));
        return { request_id: request.id, lock_id: input.lock_id, lock };
      }),
      extend: os.gate.extend.handler(async ({ input, context: { request } }) => {
        const { lock_id: lockId, ttl_ms: ttlMs = null, age_max_ms: ageMaxMs = null } = input;
        const { lock } = orRefuse(await gate.extend(lockId, ttlMs, ageMaxMs));
        return { request_id: request.id, lock_id: lockId, lock };
      }),
      summary: os.gate.summary.handler(async ({ input: { payer, team = null }, context: { request } }) => {
        // Addresses stand in logs and histories: a token in one is a token given away. Its hash opens nothing.
        if (/(^|:)(tally_|sk-tally-)/.test(payer)) throw refusal('token_rejected', { reason: 'in_address' });
        const { summary } = orRefuse(await gate.summary({ payer, team, plan: null }));
        return { request_id: request.id, payer, ...summary, wallets: [...summary.wallets] };
      }),
    },
  };
}

function told({ remaining, plan }: Stands) {
  return {
    remaining,
    plan: {
      id: plan.id,
      usage_remaining: plan.usageRemaining,
      usage_this_minute: plan.usageThisMinute,
      per_minute_limit: plan.perMinuteLimit,
    },
  };
}
