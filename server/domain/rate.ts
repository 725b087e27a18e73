// What one unit costs, in microcredits that need not be whole: a decimal fraction, kept exactly. Nothing is rounded before the
// cost of a whole request is known.
import { brand } from '../lib/brand.ts';
import { invariant } from '../lib/invariant.ts';

/** A number of microcredits, or of anything else, times 10 to the power of `decimals`. Never negative. */
export type Rate = bigint & { readonly __brand: 'Rate' };

/** The longest product is a price in cents (12), the credit rate (6) and two multipliers (6 each). */
const decimals = 30;

/** One as a rate. */
export const one: Rate = brand(10n ** BigInt(decimals));
export const noRate: Rate = brand(0n);

/** From a decimal such as "0.15"; breaks an invariant where it is none, or has more than thirty decimals. */
export function toRate(decimal: string): Rate {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  invariant(whole !== '' && fraction.length <= decimals, () => `not a rate: ${decimal}`);
  return brand(BigInt(whole + fraction.padEnd(decimals, '0')));
}

/** As `toRate` reads it. */
export function writeRate(rate: Rate): string {
  const digits = rate.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return digits.slice(0, -decimals) + (fraction === '' ? '' : `.${fraction}`);
}

/** What one costs where `amount` buys `per` of them, a power of ten. */
export function ratePer(amount: number | bigint, per: number): Rate {
  const all = BigInt(amount) * one;
  invariant(all % BigInt(per) === 0n, () => `${amount} for ${per} is no decimal`);
  return brand(all / BigInt(per));
}

/** The exact product; breaks an invariant where it has more than thirty decimals. */
export function product(...factors: readonly Rate[]): Rate {
  return factors.reduce((left, right) => {
    const both = left * right;
    invariant(both % one === 0n, 'a product has too many decimals');
    return brand(both / one);
  }, one);
}

export function higher(left: Rate, right: Rate): Rate {
  return left > right ? left : right;
}
