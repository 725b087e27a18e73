// The wallet behind a token: its claim on a paid order, its own orders, and what it holds.
import { z } from 'zod';
import { Microcredits } from '../money.ts';
import { Order, OrderId } from '../orders/orders.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Refund } from '../refunds/refunds.ts';

/** off: no token was sent, or somebody signed in has never had credits. active: something is free to spend, even if less than a credit. exhausted: all is spent or held. */
export const ProMode = z.enum(['off', 'active', 'exhausted']);

export const pro = {
  /** Take possession of a paid order with the token whose hash was committed at checkout. Repeatable. */
  claim: route({
    access: 'holder',
    limit: 'calm',
    method: 'POST',
    path: '/v1/pro/claim',
    summary: 'Claim a paid order',
    tags: ['payments'],
  })
    .input(z.object({ order_id: OrderId }))
    .output(
      z.object({ request_id: z.string(), order: Order, balance_microcredits: Microcredits, pro_left: z.int().min(0) }),
    )
    .errors({
      order_not_found: problems.order_not_found,
      order_unpaid: problems.order_unpaid,
      order_claimed: problems.order_claimed,
    }),

  /** An order of one's own with what was given back for it; nobody else is told that it exists. */
  order: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/pro/orders/{id}',
    summary: 'Read one of your orders',
    tags: ['payments'],
  })
    .input(z.object({ id: OrderId }))
    .output(z.object({ request_id: z.string(), order: Order, refunds: z.array(Refund) }))
    .errors({
      order_not_found: problems.order_not_found,
    }),

  /** What the caller has: the wallet behind the bearer token, and the free allowance of the address and client. */
  status: route({
    access: 'public',
    limit: 'calm',
    method: 'GET',
    path: '/v1/pro/status',
    summary: 'Credits and free messages left',
    tags: ['payments'],
  })
    .output(
      z.object({
        request_id: z.string(),
        mode: ProMode,
        balance_microcredits: Microcredits,
        held_microcredits: Microcredits,
        /** Whole credits free to spend. */
        pro_left: z.int().min(0),
        free: z.object({ limit: z.int().min(0), left: z.int().min(0), resets_at: z.int().nullable() }).nullable(),
      }),
    )
    .errors({
      token_rejected: problems.token_rejected,
    }),
};
