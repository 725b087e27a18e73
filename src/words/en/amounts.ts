// Amounts with their unit, and what stands beside a copied one.
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const amounts = ({ count, rounded }: Formats) => ({
  /** The unit alone, beside a figure that is drawn by itself. */
  creditsUnit: (credits: number) => many(credits, { one: 'credit', other: 'credits' }),
  credits: (credits: number) => `${count(credits)} ${many(credits, { one: 'credit', other: 'credits' })}`,
  /** In three digits that say something. */
  roundedCredits: (credits: number) => `${rounded(credits, 3)} ${many(credits, { one: 'credit', other: 'credits' })}`,
  /** In two digits that say something. */
  aboutCredits: (credits: number) => `${rounded(credits, 2)} ${many(credits, { one: 'credit', other: 'credits' })}`,
  satoshis: (sats: number) => `${count(sats)} ${many(sats, { one: 'sat', other: 'sats' })}`,
  /** `amount`: as wallets write it. */
  bitcoin: (amount: string) => `${amount} BTC`,
});

/** A button that copies, before and after. */
export const copying = { idle: 'Copy', copied: 'Copied', refused: 'Couldn’t copy' };
