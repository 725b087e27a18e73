// Gives credits to a token by hand; the wallet is made where there is none.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { loadSettings } from './config.ts';
import { Microcredits, microcreditsPerCredit, wholeCredits } from './contract/money.ts';
import { hashToken } from './http/identity.ts';
import { withLedger } from './open-ledger.ts';

/** Both print and return the exit code that goes with it. */
export type Voice = { readonly say: (text: string) => number; readonly complain: (text: string) => number };

const creditsMax = 1_000_000_000;

const Wish = z.object({
  token: z
    .string('--token is missing: the whole tally_… word')
    .regex(/^tally_[A-Za-z0-9_-]{43}$/, '--token must be the whole word, tally_ and 43 characters'),
  credits: z
    .string('--credits is missing: a whole number')
    .regex(/^[1-9]\d{0,9}$/, '--credits must be a whole number of 1 or more')
    .transform(Number)
    .pipe(z.int().max(creditsMax, `--credits must be ${creditsMax} or less`)),
  reason: z
    .string('--reason is missing: why these credits are given')
    .trim()
    .min(1, '--reason must not be empty')
    .max(500, '--reason is too long'),
  ref: z.string().trim().min(1).max(100).optional(),
});

export async function grant(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, unknown>>,
  { say, complain }: Voice,
): Promise<number> {
  const wish = Wish.safeParse(values);
  if (!wish.success) return complain(wish.error.issues.map((issue) => `${issue.message}.`).join('\n'));
  const { token, credits, reason, ref = randomUUID() } = wish.data;
  const granted = await withLedger(loadSettings(env), ({ operator }) =>
    operator.grant({
      tokenHash: hashToken(token),
      amount: Microcredits.parse(credits * microcreditsPerCredit),
      reason,
      ref: `grant:${ref}`,
    }),
  );
  if (granted.kind === 'refused') return complain(granted.detail);
  const balance = wholeCredits(granted.balance).toLocaleString('en');
  return say(
    granted.isNew
      ? `Granted ${credits.toLocaleString('en')} credits. The wallet holds ${balance}.`
      : `This grant was made before; nothing changed. The wallet holds ${balance}.`,
  );
}
