// Corrects a balance by hand, up or down, with a reason that stays in the ledger.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { loadSettings } from './config.ts';
import { MicrocreditsDelta, microcreditsPerCredit, wholeCredits } from './contract/money.ts';
import { AccountId } from './contract/wallets.ts';
import type { Voice } from './grant.ts';
import { hashToken } from './http/identity.ts';
import { withLedger } from './open-ledger.ts';
import type { WalletTarget } from './usecases/usecases.ts';

const Wish = z
  .object({
    token: z
      .string()
      .regex(/^tally_[A-Za-z0-9_-]{43}$/, '--token must be the whole word, tally_ and 43 characters')
      .optional(),
    account: z.string().pipe(AccountId).optional(),
    credits: z
      .string('--credits is missing: a whole number, with a minus sign to take some away')
      .regex(/^[+-]?[1-9]\d{0,8}$/, '--credits must be a whole number other than 0')
      .transform(Number),
    reason: z
      .string('--reason is missing: why the balance is corrected')
      .trim()
      .min(1, '--reason must not be empty')
      .max(500, '--reason is too long'),
    ref: z.string().trim().min(1).max(100).optional(),
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

export async function adjust(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  { say, complain }: Voice,
): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(wish.error.issues.map((issue) => `${issue.message}.`).join('\n'));
  const { target, credits, reason, ref = randomUUID() } = wish.data;
  const amount = MicrocreditsDelta.parse(credits * microcreditsPerCredit);
  const adjusted = await withLedger(loadSettings(env), ({ operator }) =>
    operator.adjust({ ...target, amount, reason, ref }),
  );
  if (adjusted.kind === 'refused') return complain(adjusted.detail);
  const balance = wholeCredits(adjusted.balance).toLocaleString('en');
  const change = `${credits > 0 ? 'Added' : 'Took'} ${Math.abs(credits).toLocaleString('en')} credits.`;
  return say(
    adjusted.isNew
      ? `${change} The wallet holds ${balance}.`
      : `This correction was made before; nothing changed. The wallet holds ${balance}.`,
  );
}
