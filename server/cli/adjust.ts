// Corrects a balance by hand, up or down, with a reason that stays in the ledger.
import { z } from 'zod';
import { type Booking, bookByHand, bookingWords } from './by-hand.ts';
import { MicrocreditsDelta, microcreditsPerCredit } from '../contract/money.ts';
import type { Env, Given, Voice } from './command.ts';
import { walletNamed, walletWords } from './wallet-words.ts';
import { bookingSays } from '../words/commands/bookings.ts';

const say = bookingSays.adjust;

const Wish = z
  .object({
    ...walletWords,
    credits: z
      .string(say.creditsMissing)
      .regex(/^[+-]?[1-9]\d{0,8}$/, say.creditsWrong)
      .transform(Number),
    ...bookingWords(say.why),
  })
  .transform(walletNamed);

const booking: Booking<z.infer<typeof Wish>> = {
  wish: Wish,
  book: (operator, { target, credits, reason, ref }) =>
    operator.adjust({
      ...target,
      amount: MicrocreditsDelta.parse(credits * microcreditsPerCredit),
      reason,
      ref,
    }),
  done: ({ credits }) => say.done(credits),
  doneBefore: say.doneBefore,
};

export function adjust(env: Env, values: Given, voice: Voice): Promise<number> {
  return bookByHand(booking, values, { env, ...voice });
}
