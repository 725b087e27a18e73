// The operator's side of money that came in and goes back: refunds, and the cases in suspense.
import { sayRefundFailure, withReason } from '../../words/say-problem.ts';
import { orRefuse } from '../problem.ts';
import { namedOrder } from './order-named.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

export function refundHandlers(os: ContractImplementer, { usecases }: RouterDeps) {
  return {
    refunds: {
      list: os.refunds.list.handler(async ({ input, context: { request } }) => {
        const { refunds, nextCursor } = orRefuse(
          await usecases.refunds.list({ limit: input.limit, cursor: input.cursor ?? null }),
        );
        const accept = request.headers['accept-language'];
        const told = refunds.map((refund) => ({
          ...withReason(refund, accept),
          note: refund.failure && sayRefundFailure(refund.failure, accept),
        }));
        return { request_id: request.id, refunds: told, next_cursor: nextCursor };
      }),
      create: os.refunds.create.handler(async ({ input, context: { request }, signal }) => {
        const { refund_id: refundId = null, amount_cents: amountCents = null, reason } = input;
        const { refund, providerRefundId, order, isNew } = orRefuse(
          await usecases.refunds.create(
            { refundId, order: namedOrder(input), amountCents, reason },
            signal ?? AbortSignal.timeout(30_000),
          ),
        );
        const accept = request.headers['accept-language'];
        return {
          status: isNew ? (201 as const) : (200 as const),
          body: {
            request_id: request.id,
            ok: refund.state !== 'failed',
            provider_refund_id: providerRefundId,
            refund: withReason(refund, accept),
            order,
          },
        };
      }),
    },
    suspense: {
      list: os.suspense.list.handler(async ({ input, context: { request } }) => {
        const { state, limit, cursor } = input;
        const { cases, nextCursor } = orRefuse(await usecases.suspense.list({ state, limit, cursor: cursor ?? null }));
        return { request_id: request.id, cases: [...cases], next_cursor: nextCursor };
      }),
      resolve: os.suspense.resolve.handler(async ({ input, context: { request }, signal }) => {
        const { id, action, reason } = input;
        const resolved = orRefuse(
          await usecases.suspense.resolve({ id, action, reason }, signal ?? AbortSignal.timeout(30_000)),
        );
        return { request_id: request.id, case: resolved.case };
      }),
    },
  };
}
