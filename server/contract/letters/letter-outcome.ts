// What came of the last try of a letter, as a value: a code with its parameters. The sentence for it is made where it is shown.
import { z } from 'zod';

function outcome<const Code extends string, Shape extends z.ZodRawShape>(code: Code, shape: Shape) {
  return z.object({ code: z.literal(code), ...shape });
}

/** A webhook that came in. */
export const DeliveryOutcome = z.discriminatedUnion('code', [
  /** About a payment, a page or a subscription that is none of this server's. */
  outcome('not_ours', {}),
  outcome('order_unknown', {}),
  outcome('unknown_at_provider', {}),
  outcome('price_unmapped', {}),
  outcome('no_billing', {}),
  /** The page on which a subscription is begun: nothing was begun there yet, or it was known already. */
  outcome('page_open', {}),
  outcome('page_settled', {}),
  /** `told`: the error, as it stands in the log. */
  outcome('failed', { told: z.string() }),
]);
export type DeliveryOutcome = z.infer<typeof DeliveryOutcome>;

/** Why a receiver does not have an event. */
export const OutletOutcome = z.discriminatedUnion('code', [
  outcome('no_answer', { origin: z.string(), told: z.string() }),
  /** `told`: what of its answer is known to hold no secret. */
  outcome('answered', { status: z.int(), told: z.string().nullable() }),
]);
export type OutletOutcome = z.infer<typeof OutletOutcome>;

export const LetterOutcome = z.discriminatedUnion('code', [
  ...DeliveryOutcome.options,
  ...OutletOutcome.options,
  outcome('server_stopped', {}),
  /** Something here broke; the log says what. */
  outcome('not_sent', {}),
  /** As it was written before outcomes had codes. */
  outcome('written', { text: z.string() }),
]);
export type LetterOutcome = z.infer<typeof LetterOutcome>;
