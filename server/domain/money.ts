// The only place where amounts are made and reckoned with: whole microcredits, checked at each step.
import type { Microcredits, MicrocreditsDelta } from '../contract/money.ts';
import { brand } from '../lib/brand.ts';
import { invariant } from '../lib/invariant.ts';
import { type Rate, one, product } from './rate.ts';

/** Brands a non-negative safe integer; anything else is a bug, not an answer. */
export function microcredits(amount: number): Microcredits {
  invariant(Number.isSafeInteger(amount) && amount >= 0, () => `not an amount in microcredits: ${amount}`);
  // -0 is a safe integer and would be written to the ledger as such.
  return brand(amount + 0);
}

export function microcreditsDelta(change: number): MicrocreditsDelta {
  invariant(Number.isSafeInteger(change), () => `not a change in microcredits: ${change}`);
  return brand(change + 0);
}

export const noMicrocredits = microcredits(0);
/** No amount is larger than a number holds exactly. */
export const mostMicrocredits = microcredits(Number.MAX_SAFE_INTEGER);

/** Breaks an invariant when more is taken than there is. */
export function subtract(from: Microcredits, amount: Microcredits): Microcredits {
  return microcredits(from - amount);
}

export function change(amount: Microcredits, by: MicrocreditsDelta): Microcredits {
  return microcredits(amount + by);
}

export function gain(amount: Microcredits): MicrocreditsDelta {
  return microcreditsDelta(amount);
}

export function loss(amount: Microcredits): MicrocreditsDelta {
  return microcreditsDelta(0 - amount);
}

/** How much more fits on top of an amount before it is no exact number any more. */
export function roomAbove(amount: Microcredits): Microcredits {
  return microcredits(Number.MAX_SAFE_INTEGER - amount);
}

export function lesser(left: Microcredits, right: Microcredits): Microcredits {
  return left < right ? left : right;
}

export function add(left: Microcredits, right: Microcredits): Microcredits {
  return microcredits(left + right);
}

/** As `add`; what no amount can tell is the most that one can. */
export function addUpToMost(left: Microcredits, right: Microcredits): Microcredits {
  return lesser(right, roomAbove(left)) === right ? add(left, right) : mostMicrocredits;
}

/**
 * What so many cents are worth by the credit rate, which says what one of them buys; it need not be a whole amount. Whatever speaks
 * cents and is paid in credits goes through here.
 */
export function worth(cents: Rate, creditRate: Rate): Rate {
  return product(cents, creditRate);
}

/** As `worth`, in whole microcredits, rounded down. */
export function wholeWorth(cents: number, creditRate: Rate): Microcredits {
  return atMostCounted((BigInt(cents) * creditRate) / one);
}

/** The most cents whose worth can be told: beyond it `wholeWorth` is less than they buy. */
export function centsWorthMost(creditRate: Rate): number {
  return Number((BigInt(Number.MAX_SAFE_INTEGER) * one) / creditRate);
}

/** What credits, or a change of them, come to in cents by the credit rate, rounded to the nearest cent, halves away from zero. */
export function inCents(amount: number, creditRate: Rate): number {
  const [size, sign] = amount < 0 ? [BigInt(-amount), -1] : [BigInt(amount), 1];
  const cents = Number((size * one * 2n + creditRate) / (creditRate * 2n));
  return cents === 0 ? 0 : sign * cents;
}

/** `sum` in parts of a microcredit, of which one has `parts`; rounded up. */
export function roundUp(sum: bigint, parts: bigint = one): Microcredits {
  return atMostCounted((sum + parts - 1n) / parts);
}

/** No wallet has more than can be counted exactly; a use that lies about itself must not break the sums. */
function atMostCounted(whole: bigint): Microcredits {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return microcredits(Number(whole < most ? whole : most));
}

/** As `share`, rounded up. */
export function shareUp(amount: Microcredits, of: { readonly part: number; readonly whole: number }): Microcredits {
  const down = share(amount, of);
  return (BigInt(amount) * BigInt(of.part)) % BigInt(of.whole) === 0n ? down : microcredits(down + 1);
}

/** `amount` × `part` / `whole`, rounded down, without passing through a float. */
export function share(amount: Microcredits, of: { readonly part: number; readonly whole: number }): Microcredits {
  invariant(Number.isSafeInteger(of.part) && of.part >= 0, `not a part: ${of.part}`);
  invariant(Number.isSafeInteger(of.whole) && of.whole > 0, `not a whole: ${of.whole}`);
  return microcredits(Number((BigInt(amount) * BigInt(of.part)) / BigInt(of.whole)));
}
