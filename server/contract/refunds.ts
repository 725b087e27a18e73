// Giving money back for an order: asked by the operator, done by the provider, shown to the buyer.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AmountCents, Currency } from './money.ts';
import { newOrRepeated } from './new-or-repeated.ts';
import { Order, OrderId } from './orders.ts';
import { problems } from './problem.ts';

/** Made by whoever asks for the refund; the same id again changes nothing. */
export const RefundId = z.uuid().brand<'RefundId'>();
export type RefundId = z.infer<typeof RefundId>;

/** pending: promised, and perhaps waiting for the buyer to collect it. failed: nothing was given, and the credits are back. */
export const RefundState = z.enum(['pending', 'succeeded', 'failed']);
export type RefundState = z.infer<typeof RefundState>;

export const Refund = z.object({
  id: RefundId,
  order_id: OrderId,
  amount_cents: AmountCents,
  currency: Currency,
  state: RefundState,
  reason: z.string(),
  /** Where the buyer collects the money, for rails that cannot send it back. Whoever has it can take the money. */
  collect_url: z.url().nullable(),
  /** Epoch milliseconds. */
  created_at: z.int(),
});
export type Refund = z.infer<typeof Refund>;

/** For the operator, with X-Api-Key. */
export const refunds = {
  /**
   * Gives money back for a paid order and takes its credits away, in proportion. Never more than was paid and not yet
   * refunded, and never credits that are spent or held.
   */
  create: oc
    .route({
      method: 'POST',
      path: '/v1/payments/refund',
      outputStructure: 'detailed',
      successStatus: 201,
      summary: 'Give money back',
      tags: ['payments'],
    })
    .input(
      z.object({
        refund_id: RefundId,
        /** Name the order by its own id or by the provider's payment id. */
        order_id: OrderId.optional(),
        provider_txn_id: z.string().min(1).max(255).optional(),
        /** Left out: all that is left. */
        amount_cents: AmountCents.optional(),
        reason: z.string().trim().min(1).max(500),
      }),
    )
    .output(newOrRepeated(z.object({ request_id: z.string(), refund: Refund, order: Order })))
    .errors({
      invalid_request: problems.invalid_request,
      operator_key_rejected: problems.operator_key_rejected,
      order_not_found: problems.order_not_found,
      order_unpaid: problems.order_unpaid,
      order_disputed: problems.order_disputed,
      refund_too_large: problems.refund_too_large,
      idempotency_conflict: problems.idempotency_conflict,
      provider_unknown: problems.provider_unknown,
      rate_limited: problems.rate_limited,
      storage_unavailable: problems.storage_unavailable,
    }),
};
