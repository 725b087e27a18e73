// The words by which a command names a wallet: its token, or its account id.
import { z } from 'zod';
import { tokenForm } from './by-hand.ts';
import { AccountId } from '../contract/wallets/wallets.ts';
import { tokenOwner } from '../domain/wallets/ledger.ts';
import { hashToken } from '../lib/hash-token.ts';
import type { WalletTarget } from '../usecases/wallets/wallet-target.ts';
import { commandWords } from '../words/commands/bookings.ts';

export const walletWords = {
  token: z.string().regex(tokenForm, commandWords.tokenWrong).optional(),
  account: z.string().pipe(AccountId).optional(),
};

type Words = { readonly token?: string | undefined; readonly account?: AccountId | undefined };

/** For a schema's `transform`: the wallet that is named, in the place of the words that name it. */
export function walletNamed<Wish extends Words>(
  { token, account, ...wish }: Wish,
  context: z.core.$RefinementCtx<Wish>,
): Omit<Wish, keyof Words> & { readonly target: WalletTarget } {
  const target = targetOf(token, account);
  if (target !== null) return { ...wish, target };
  context.addIssue({ code: 'custom', message: commandWords.walletNotNamed });
  return z.NEVER;
}

function targetOf(token: string | undefined, account: AccountId | undefined): WalletTarget | null {
  if (token !== undefined) return account === undefined ? { owner: tokenOwner(hashToken(token)) } : null;
  return account === undefined ? null : { accountId: account };
}
