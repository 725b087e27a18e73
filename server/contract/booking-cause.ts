// Why credits were moved or money was given back, as a value: a code with its one parameter. The sentence for it is made where it
// is shown.
import { z } from 'zod';
import { OrderId } from './orders/orders.ts';

const about = { order_id: OrderId };

function cause<const Code extends string, Shape extends z.ZodRawShape>(code: Code, shape: Shape) {
  return z.object({ code: z.literal(code), ...shape });
}

/** In the words of the operator who gave it, which are never translated. */
const written = cause('written', { text: z.string() });
const refundedAtProvider = cause('refunded_at_provider', about);
const takenByBank = cause('taken_by_bank', about);

export const RefundCause = z.discriminatedUnion('code', [written, refundedAtProvider, takenByBank]);
export type RefundCause = z.infer<typeof RefundCause>;

export const BookingCause = z.discriminatedUnion('code', [
  ...RefundCause.options,
  /** A captured hold. `model` is what its price was for: a model, or a metered route. */
  cause('charge', { model: z.string() }),
  cause('order_paid', about),
  /** Credits that a usage plan grants for a cycle, and what was left of them at its end. */
  cause('plan_grant', { plan: z.string() }),
  cause('plan_grant_over', { plan: z.string() }),
  cause('payment_void', about),
  cause('payment_good_after_all', about),
  cause('refund_failed', about),
  cause('order_disputed', about),
  cause('dispute_over', about),
  /** The rest are about money that came in beside an order's price and stands in suspense. */
  cause('paid_too_much', about),
  cause('paid_too_little', about),
  cause('less_came_in', about),
  cause('counts_towards_order', about),
  cause('did_not_come_in', about),
  cause('suspense_refunded', about),
  cause('suspense_refund_failed', about),
]);
export type BookingCause = z.infer<typeof BookingCause>;
