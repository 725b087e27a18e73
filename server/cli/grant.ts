// Gives credits to a token by hand; the wallet is made where there is none.
import { z } from 'zod';
import { type Booking, type Voice, bookByHand, bookingWords, tokenAsked, tokenForm } from './by-hand.ts';
import { Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import { tokenOwner } from '../domain/wallets/ledger.ts';
import { hashToken } from '../lib/hash-token.ts';

const creditsMax = 1_000_000_000;

const Wish = z.object({
  token: z.string('--token is missing: the whole tally_… word').regex(tokenForm, tokenAsked),
  credits: z
    .string('--credits is missing: a whole number')
    .regex(/^[1-9]\d{0,9}$/, '--credits must be a whole number of 1 or more')
    .transform(Number)
    .pipe(z.int().max(creditsMax, `--credits must be ${creditsMax} or less`)),
  ...bookingWords('these credits are given'),
});

const booking: Booking<z.infer<typeof Wish>> = {
  wish: Wish,
  book: (operator, { token, credits, reason, ref }) =>
    operator.grant({
      owner: tokenOwner(hashToken(token)),
      amount: Microcredits.parse(credits * microcreditsPerCredit),
      reason,
      ref: `grant:${ref}`,
    }),
  done: ({ credits }) => `Granted ${credits.toLocaleString('en')} credits.`,
  doneBefore: 'This grant was made before; nothing changed.',
};

export function grant(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  voice: Voice,
): Promise<number> {
  return bookByHand(booking, values, { env, ...voice });
}
