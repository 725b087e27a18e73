// Gives credits to a token, a person or a team by hand; the wallet is made where there is none.
import { z } from 'zod';
import { type Booking, bookByHand, bookingWords } from './by-hand.ts';
import type { Env, Given, Voice } from './command.ts';
import { walletNamed, walletWords } from './wallet-words.ts';
import { Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import { bookingSays } from '../words/commands/bookings.ts';

const say = bookingSays.grant;

const creditsMax = 1_000_000_000;

const Wish = z
  .object({
    ...walletWords,
    credits: z
      .string(say.creditsMissing)
      .regex(/^[1-9]\d{0,9}$/, say.creditsWrong)
      .transform(Number)
      .pipe(z.int().max(creditsMax, say.creditsTooMany(creditsMax))),
    ...bookingWords(say.why),
  })
  .transform(walletNamed);

const booking: Booking<z.infer<typeof Wish>> = {
  wish: Wish,
  book: (operator, { target, credits, reason, ref }) =>
    operator.grant({
      ...target,
      amount: Microcredits.parse(credits * microcreditsPerCredit),
      reason,
      ref: `grant:${ref}`,
    }),
  done: ({ credits }) => say.done(credits),
  doneBefore: say.doneBefore,
};

export function grant(env: Env, values: Given, voice: Voice): Promise<number> {
  return bookByHand(booking, values, { env, ...voice });
}
