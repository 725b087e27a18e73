// Giving money back for an order: asked by the operator, done by the provider, shown to the buyer.
import { z } from 'zod';
import { RefundCause } from '../booking-cause.ts';
import { AmountCents, Currency, Microcredits } from '../money.ts';
import { newOrRepeated } from '../new-or-repeated.ts';
import { OrderName } from '../orders/order-id.ts';
import { Order, OrderId, Provider } from '../orders/orders.ts';
import { RefundFailure } from '../problem-params.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Uuid } from '../uuid.ts';

/** Made by whoever asks for the refund; the same id again changes nothing. */
export const RefundId = Uuid.brand<'RefundId'>();
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
  /** Why, as a value. */
  cause: RefundCause,
  /** The same as a sentence, in a language that the request accepts. */
  reason: z.string(),
  /** Where the buyer collects the money, for rails that cannot send it back. Whoever has it can take the money. */
  collect_url: z.url().nullable(),
  /** Epoch milliseconds. */
  created_at: z.int(),
});
export type Refund = z.infer<typeof Refund>;

/** What the operator may know beside what the buyer is shown. */
export const OperatorRefund = Refund.extend({
  /** operator: asked for here. provider: made at the provider. dispute: the buyer’s bank took the money back. */
  origin: z.enum(['operator', 'provider', 'dispute']),
  provider_refund_id: z.string().nullable(),
  /** What it took of the buyer's credits. */
  credits_microcredits: Microcredits,
  /** Credits that were spent or held by then, and so could not be taken back. */
  shortfall_microcredits: Microcredits,
  /** Why it failed, as a value. */
  failure: RefundFailure.nullable(),
  /** The same as a sentence, in a language that the request accepts. */
  note: z.string().nullable(),
  ended_at: z.int().nullable(),
});
export type OperatorRefund = z.infer<typeof OperatorRefund>;

/** For the operator, with X-Api-Key. */
export const refunds = {
  /** Newest first: those made here, those made at the providers, and disputes that were lost. */
  list: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/payments/refunds',
    summary: 'List refunds',
    tags: ['payments'],
  })
    .input(
      z.object({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().min(1).max(400).optional(),
      }),
    )
    .output(z.object({ request_id: z.string(), refunds: z.array(OperatorRefund), next_cursor: z.string().nullable() })),

  /**
   * Gives money back for a paid order and takes its credits away, in proportion. Never more than was paid and not yet
   * refunded, and never credits that are spent or held.
   */
  create: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/payments/refund',
    outputStructure: 'detailed',
    successStatus: 201,
    summary: 'Refund an order',
    tags: ['payments'],
  })
    .input(
      z.object({
        /** Left out: one that is made from the order and the amount, so that the same request again changes nothing either. */
        refund_id: RefundId.optional(),
        /** Name the order by its id, by your own name for it, or else by the provider's payment id. */
        order_id: OrderName.optional(),
        provider_txn_id: z.string().min(1).max(255).optional(),
        /** Only an order that was paid this way. */
        provider: Provider.optional(),
        /** Left out: all that is left. */
        amount_cents: AmountCents.optional(),
        reason: z.string().trim().min(1).max(500).default('requested_by_customer'),
      }),
    )
    .output(
      newOrRepeated(
        z.object({
          request_id: z.string(),
          /** Whether the money goes back or has gone back; false where the refund has failed. */
          ok: z.boolean(),
          /** null: the provider has not said yet. */
          provider_refund_id: z.string().nullable(),
          refund: Refund,
          order: Order,
        }),
      ),
    )
    .errors({
      order_not_found: problems.order_not_found,
      order_unpaid: problems.order_unpaid,
      order_disputed: problems.order_disputed,
      refund_too_large: problems.refund_too_large,
      idempotency_conflict: problems.idempotency_conflict,
      provider_unknown: problems.provider_unknown,
    }),
};
