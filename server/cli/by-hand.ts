// What the operator books by hand at the command line: the words that say so, and the one way from them to the ledger and back.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { loadSettings } from '../settings/config.ts';
import { microcreditsPerCredit, type Microcredits } from '../contract/money.ts';
import { type Env, type Given, type Voice, faultsOf } from './command.ts';
import { withLedger } from './open-ledger.ts';
import type { Refused } from '../usecases/refusal.ts';
import { bookingSays, commandWords } from '../words/commands/bookings.ts';
import { sayInEnglish } from '../words/say-problem.ts';
import type { Usecases } from '../usecases/create-usecases.ts';

export const tokenForm = /^tally_[A-Za-z0-9_-]{43}$/;

/** `why`: what the reason is for. */
export function reasonWord(why: string) {
  return z
    .string(commandWords.reasonMissing(why))
    .trim()
    .min(1, commandWords.reasonEmpty)
    .max(500, commandWords.reasonTooLong);
}

/** The words that every booking has. */
export function bookingWords(why: string) {
  return {
    reason: reasonWord(why),
    ref: z.string().trim().min(1).max(100).default(randomUUID),
  };
}

type Booked = { readonly kind: string; readonly balance: Microcredits; readonly isNew: boolean };

export type Booking<Wish> = {
  readonly wish: z.ZodType<Wish>;
  book(operator: Usecases['operator'], wish: Wish): Promise<Booked | Refused>;
  /** One sentence each: it was done now, or before. */
  done(wish: Wish): string;
  readonly doneBefore: string;
};

/** Says what was booked and what the wallet holds now, or what was wrong. */
export async function bookByHand<Wish>(
  booking: Booking<Wish>,
  values: Given,
  { env, say, complain }: Voice & { readonly env: Env },
): Promise<number> {
  const wish = booking.wish.safeParse(values);
  if (!wish.success) return complain(faultsOf(wish.error));
  const booked = await withLedger(loadSettings(env), ({ operator }) => booking.book(operator, wish.data));
  if (!('balance' in booked)) return complain(sayInEnglish(booked));
  const told = booked.isNew ? booking.done(wish.data) : booking.doneBefore;
  return say(bookingSays.withBalance(told, booked.balance / microcreditsPerCredit));
}
