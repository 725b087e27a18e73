// The words by which a command names a wallet: its token, its person, its team, or its account id.
import { z } from 'zod';
import { tokenForm } from './by-hand.ts';
import { AccountId } from '../contract/wallets/wallets.ts';
import { teamOwner, tokenOwner, userOwner } from '../domain/wallets/ledger.ts';
import { hashToken } from '../lib/hash-token.ts';
import type { WalletTarget } from '../usecases/wallets/wallet-target.ts';
import { commandWords } from '../words/commands/bookings.ts';

export const walletWords = {
  token: z.string().regex(tokenForm, commandWords.tokenWrong).optional(),
  account: z
    .string()
    .refine((id) => AccountId.safeParse(id).success, commandWords.accountWrong)
    .pipe(AccountId)
    .optional(),
  user: ownerName('--user').optional(),
  team: ownerName('--team').optional(),
};

function ownerName(word: string) {
  return z.string().min(1, commandWords.nameWrong(word)).max(200, commandWords.nameWrong(word));
}

type Words = {
  readonly token?: string | undefined;
  readonly account?: AccountId | undefined;
  readonly user?: string | undefined;
  readonly team?: string | undefined;
};

/** For a schema's `transform`: replaces the options that name a wallet by the wallet. */
export function walletNamed<Wish extends Words>(
  { token, account, user, team, ...wish }: Wish,
  context: z.core.$RefinementCtx<Wish>,
): Omit<Wish, keyof Words> & { readonly target: WalletTarget } {
  const [target, ...others] = targetsOf({ token, account, user, team });
  if (target !== undefined && others.length === 0) return { ...wish, target };
  context.addIssue({ code: 'custom', message: commandWords.walletNotNamed });
  return z.NEVER;
}

function targetsOf({ token, account, user, team }: Words): readonly WalletTarget[] {
  return [
    ...(token === undefined ? [] : [{ owner: tokenOwner(hashToken(token)) }]),
    ...(user === undefined ? [] : [{ owner: userOwner(user) }]),
    ...(team === undefined ? [] : [{ owner: teamOwner(team) }]),
    ...(account === undefined ? [] : [{ accountId: account }]),
  ];
}
