// Buying credits for a freely chosen amount of money: its bounds, and what it buys. Server and app use the same function.
import { z } from 'zod';
import { AmountCents, Currency, Microcredits } from '../money.ts';

export const FreeAmount = z.object({
  currency: Currency,
  /** Both in the currency's minor units, and both may be chosen. */
  min_cents: AmountCents,
  max_cents: AmountCents,
  /** Only multiples of it may be chosen, where a way to pay takes the currency in larger steps than its minor unit. */
  step_cents: AmountCents.optional(),
  /** The rate: `amount_cents` buy `credits_microcredits`. */
  rate: z.object({ amount_cents: AmountCents, credits_microcredits: Microcredits.min(1) }),
});
export type FreeAmount = z.infer<typeof FreeAmount>;

export function isOffered(
  { min_cents: least, max_cents: most, step_cents: step = 1 }: FreeAmount,
  cents: number,
): boolean {
  return cents >= least && cents <= most && cents % step === 0;
}

/**
 * What `cents` buy, in microcredits: exact but for the last microcredit, which is rounded down in the seller's favour, so
 * that two halves of an amount never buy more than the whole.
 */
export function creditsFor({ rate }: Pick<FreeAmount, 'rate'>, cents: number): Microcredits {
  return Microcredits.parse(Number((BigInt(rate.credits_microcredits) * BigInt(cents)) / BigInt(rate.amount_cents)));
}
