// Money that came in and buys nothing yet, and credits that are frozen: each case is listed until somebody decides on it.
import { z } from 'zod';
import { Currency, Microcredits } from '../money.ts';
import { OrderId, Provider } from '../orders/orders.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Uuid } from '../uuid.ts';

export const SuspenseId = Uuid.brand<'SuspenseId'>();
export type SuspenseId = z.infer<typeof SuspenseId>;

/**
 * overpaid: more than the price. underpaid: too little when the order's time was over. late_partial: too little, and the last
 * of it came when the order was over already. disputed: credits that are frozen while the buyer's bank decides.
 */
export const SuspenseKind = z.enum(['overpaid', 'underpaid', 'late_partial', 'disputed']);
export type SuspenseKind = z.infer<typeof SuspenseKind>;

/** What an operator may do. credit: to the buyer's wallet. refund: the money goes back. keep: it is revenue. */
export const SuspenseAction = z.enum(['credit', 'refund', 'keep']);
export type SuspenseAction = z.infer<typeof SuspenseAction>;

/**
 * How a case ended: by an operator's action, or by itself. counted: the order was paid after all, and it counts towards that.
 * withdrawn: the provider says that the money is not there. won, lost: what the buyer's bank decided.
 */
export const SuspenseOutcome = z.enum([...SuspenseAction.options, 'counted', 'withdrawn', 'won', 'lost']);
export type SuspenseOutcome = z.infer<typeof SuspenseOutcome>;

export const SuspenseCase = z.object({
  id: SuspenseId,
  kind: SuspenseKind,
  order_id: OrderId,
  provider: Provider,
  amount_microcredits: Microcredits,
  /** The money it stands for. */
  amount_cents: z.int().min(0),
  currency: Currency,
  state: z.enum(['open', 'resolved']),
  /** null while it is open. */
  outcome: SuspenseOutcome.nullable(),
  reason: z.string().nullable(),
  /** Epoch milliseconds. */
  created_at: z.int(),
  resolved_at: z.int().nullable(),
});
export type SuspenseCase = z.infer<typeof SuspenseCase>;

const tags = ['payments'];

/** For the operator, with X-Api-Key. */
export const suspense = {
  /** Oldest first. */
  list: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/suspense',
    summary: 'List cases in suspense',
    tags,
  })
    .input(
      z.object({
        state: z.enum(['open', 'resolved']).default('open'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().min(1).max(400).optional(),
      }),
    )
    .output(z.object({ request_id: z.string(), cases: z.array(SuspenseCase), next_cursor: z.string().nullable() })),

  /** The same action again answers the same. */
  resolve: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/suspense/{id}/resolve',
    summary: 'Resolve a case in suspense',
    tags,
  })
    .input(z.object({ id: SuspenseId, action: SuspenseAction, reason: z.string().trim().min(1).max(500) }))
    .output(z.object({ request_id: z.string(), case: SuspenseCase }))
    .errors({
      suspense_not_found: problems.suspense_not_found,
      suspense_resolved: problems.suspense_resolved,
      order_disputed: problems.order_disputed,
      provider_unknown: problems.provider_unknown,
    }),
};
