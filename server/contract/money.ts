// Amounts as they stand on the wire: whole microcredits, never a float.
import { z } from 'zod';

/** One credit in microcredits. */
export const microcreditsPerCredit = 1_000_000;

/** A non-negative amount in microcredits (1 credit = 1,000,000), a safe integer. */
export const Microcredits = z.int().min(0).brand<'Microcredits'>();
export type Microcredits = z.infer<typeof Microcredits>;

/** A change in microcredits; negative when money leaves. */
export const MicrocreditsDelta = z.int().brand<'MicrocreditsDelta'>();
export type MicrocreditsDelta = z.infer<typeof MicrocreditsDelta>;

/** An ISO 4217 code in capitals. */
export const Currency = z.string().regex(/^[A-Z]{3}$/);

/** A positive fiat amount in the currency's smallest unit. */
export const AmountCents = z.int().min(1).max(100_000_000);

/** Whole credits, rounded down: what headers and screens show. */
export function wholeCredits(amount: Microcredits): number {
  return Math.floor(amount / microcreditsPerCredit);
}
