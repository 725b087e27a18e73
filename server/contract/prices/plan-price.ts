// What a plan's own people pay for hosted models, in cents.
import { z } from 'zod';
import { decimal } from '../decimal.ts';

/** What is counted: tokens of question and answer, requests, minutes of work, or images in the question. */
export const PriceUnit = z.enum(['token', 'request', 'minute', 'image']);
export type PriceUnit = z.infer<typeof PriceUnit>;

const cents = decimal(12, 1_000_000);
const multiplier = decimal(6, 10_000).default(1);

/** Which of a plan's prices is meant. */
export const planPriceKey = {
  /** A model's name in which `*` stands for any run of characters. */
  model_pattern: z.string().min(1).max(200),
  unit: PriceUnit,
};

/**
 * One unit costs `unit_base_price_cents` × `price_multiplier`. A token of the question costs that × `input_multiplier`, one of the
 * answer × `output_multiplier`; the other units leave these two alone. Whatever a request comes to, it costs `min_charge_cents`.
 */
export const PlanPrice = z.object({
  ...planPriceKey,
  unit_base_price_cents: cents,
  input_multiplier: multiplier,
  output_multiplier: multiplier,
  price_multiplier: multiplier,
  min_charge_cents: cents.default(0),
});
export type PlanPrice = z.infer<typeof PlanPrice>;
