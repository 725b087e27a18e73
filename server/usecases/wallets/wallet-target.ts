// Which wallet is meant, and what an operator books in it by hand.
import { AccountId } from '../../contract/wallets/wallets.ts';
import { type WalletOwner, teamOwner, userOwner } from '../../domain/wallets/ledger.ts';

/** By whose it is, or by its account id for the operator. */
export type WalletTarget = { readonly owner: WalletOwner } | { readonly accountId: AccountId };

/** As the operator names a wallet. `entity`: the name is that of a person or of a team; null: an account id, or else a person. */
export type WalletAsked = WalletTarget | { readonly name: string; readonly entity: 'user' | 'team' | null };

/** All that a name can mean, in the order in which it is looked for. */
export function targetsOf(asked: WalletAsked): readonly WalletTarget[] {
  if (!('name' in asked)) return [asked];
  const { name, entity } = asked;
  if (entity !== null) return [{ owner: entity === 'user' ? userOwner(name) : teamOwner(name) }];
  const account = AccountId.safeParse(name);
  return [...(account.success ? [{ accountId: account.data }] : []), { owner: userOwner(name) }];
}

/** The owner whom the operator names at a checkout; a team where one is named, unless it is to be the person's own. null: nobody. */
export function ownerNamed(named: {
  readonly user: string | null;
  readonly team: string | null;
  readonly of: 'me' | 'team' | null;
}): WalletOwner | null {
  const { user, team, of } = named;
  if (team !== null && of !== 'me') return teamOwner(team);
  return user === null ? null : userOwner(user);
}

/** `ref` makes it happen once. */
export type OperatorBooking<Amount> = WalletTarget & {
  readonly amount: Amount;
  readonly reason: string;
  readonly ref: string;
};
