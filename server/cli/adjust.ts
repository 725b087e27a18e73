// Corrects a balance by hand, up or down, with a reason that stays in the ledger.
import { z } from 'zod';
import { type Booking, type Voice, bookByHand, bookingWords } from './by-hand.ts';
import { MicrocreditsDelta, microcreditsPerCredit } from '../contract/money.ts';
import { walletNamed, walletWords } from './wallet-words.ts';

const Wish = z
  .object({
    ...walletWords,
    credits: z
      .string('--credits is missing: a whole number, with a minus sign to take some away')
      .regex(/^[+-]?[1-9]\d{0,8}$/, '--credits must be a whole number other than 0')
      .transform(Number),
    ...bookingWords('the balance is corrected'),
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
  done: ({ credits }) => `${credits > 0 ? 'Added' : 'Took'} ${Math.abs(credits).toLocaleString('en')} credits.`,
  doneBefore: 'This correction was made before; nothing changed.',
};

export function adjust(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  voice: Voice,
): Promise<number> {
  return bookByHand(booking, values, { env, ...voice });
}
