// Amounts as they stand on the wire: whole microcredits, never a float.
import { z } from 'zod';
import { ofForm } from './text-form.ts';

/** One credit in microcredits. */
export const microcreditsPerCredit = 1_000_000;

/** A non-negative amount in microcredits (1 credit = 1,000,000), a safe integer. */
export const Microcredits = z.int().min(0).brand<'Microcredits'>();
export type Microcredits = z.infer<typeof Microcredits>;

/** A change in microcredits; negative when money leaves. */
export const MicrocreditsDelta = z.int().brand<'MicrocreditsDelta'>();
export type MicrocreditsDelta = z.infer<typeof MicrocreditsDelta>;

/**
 * A code of ISO 4217 in capitals. Which codes are sold in is checked where an operator sets a price (`isCurrency`): an answer may
 * also tell of an old order whose currency has been withdrawn since.
 */
export const Currency = ofForm('currency');

/** A positive amount of money in the minor units that ISO 4217 gives its currency, whatever the name: 100 is 1.00 USD, 100 JPY, 0.100 KWD. */
export const AmountCents = z.int().min(1).max(999_999_999_999);

/** Whole credits, rounded down: what headers and screens show. */
export function wholeCredits(amount: Microcredits): number {
  return Math.floor(amount / microcreditsPerCredit);
}
