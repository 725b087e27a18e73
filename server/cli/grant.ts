// Gives credits to a token by hand; the wallet is made where there is none.
import { z } from 'zod';
import { type Booking, type Voice, bookByHand, bookingWords, tokenForm } from './by-hand.ts';
import { Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import { tokenOwner } from '../domain/wallets/ledger.ts';
import { hashToken } from '../lib/hash-token.ts';
import { bookingSays, commandWords } from '../words/commands/bookings.ts';

const say = bookingSays.grant;

const creditsMax = 1_000_000_000;

const Wish = z.object({
  token: z.string(commandWords.tokenMissing).regex(tokenForm, commandWords.tokenWrong),
  credits: z
    .string(say.creditsMissing)
    .regex(/^[1-9]\d{0,9}$/, say.creditsWrong)
    .transform(Number)
    .pipe(z.int().max(creditsMax, say.creditsTooMany(creditsMax))),
  ...bookingWords(say.why),
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
  done: ({ credits }) => say.done(credits),
  doneBefore: say.doneBefore,
};

export function grant(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  voice: Voice,
): Promise<number> {
  return bookByHand(booking, values, { env, ...voice });
}
