// The wallet behind a token: its claim on a paid order, and what it holds.
import { Microcredits, wholeCredits } from '../../contract/money.ts';
import { withReason } from '../../words/say-problem.ts';
import { orRefuse } from '../problem.ts';
import { callerOf, freeKeysOf, tokenHashOf } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function proHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    pro: {
      claim: os.pro.claim.handler(async ({ input, context: { request, reply } }) => {
        const { order, balance, available } = orRefuse(
          await usecases.orders.claim(tokenHashOf(request), input.order_id),
        );
        const left = wholeCredits(available);
        reply.header('x-pro-left', String(left));
        return { request_id: request.id, order, balance_microcredits: balance, pro_left: left };
      }),
      order: os.pro.order.handler(async ({ input, context: { request } }) => {
        const { order, refunds } = orRefuse(await usecases.orders.own.read(callerOf(request), input.id));
        const accept = request.headers['accept-language'];
        return { request_id: request.id, order, refunds: refunds.map((refund) => withReason(refund, accept)) };
      }),
      status: os.pro.status.handler(async ({ context: { request, reply } }) => {
        const { mode, balance, held, free } = orRefuse(
          await usecases.status.pro(callerOf(request), freeKeysOf(request)),
        );
        const left = wholeCredits(Microcredits.parse(Math.max(0, balance - held)));
        if (mode !== 'off') reply.header('x-pro-left', String(left));
        if (free !== null) reply.header('x-free-left', String(free.left));
        return {
          request_id: request.id,
          mode,
          balance_microcredits: balance,
          held_microcredits: held,
          pro_left: left,
          free: free === null ? null : { limit: free.limit, left: free.left, resets_at: free.resetsAt },
        };
      }),
    },
  };
}
