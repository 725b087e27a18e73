// Corrects a balance by hand, up or down, with a reason that stays in the ledger.
import { z } from 'zod';
import { type Booking, type Voice, bookByHand, bookingWords, tokenAsked, tokenForm } from './by-hand.ts';
import { MicrocreditsDelta, microcreditsPerCredit } from '../contract/money.ts';
import { AccountId } from '../contract/wallets/wallets.ts';
import { hashToken } from '../lib/hash-token.ts';
import type { WalletTarget } from '../usecases/wallets/wallet-target.ts';

const Wish = z
  .object({
    token: z.string().regex(tokenForm, tokenAsked).optional(),
    account: z.string().pipe(AccountId).optional(),
    credits: z
      .string('--credits is missing: a whole number, with a minus sign to take some away')
      .regex(/^[+-]?[1-9]\d{0,8}$/, '--credits must be a whole number other than 0')
      .transform(Number),
    ...bookingWords('the balance is corrected'),
  })
  .transform(({ token, account, ...wish }, context) => {
    const target = targetOf(token, account);
    if (target !== null) return { ...wish, target };
    context.addIssue({ code: 'custom', message: 'Name the wallet by --token or by --account, and not by both' });
    return z.NEVER;
  });

function targetOf(token: string | undefined, account: AccountId | undefined): WalletTarget | null {
  if (token !== undefined) return account === undefined ? { tokenHash: hashToken(token) } : null;
  return account === undefined ? null : { accountId: account };
}

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
