// Whose wallet a caller means, and whether they may: their own, the one behind their token, or their team's.
import { type WalletOwner, teamOwner, tokenOwner, userOwner } from '../../domain/wallets/ledger.ts';
import type { WalletOf } from '../../contract/wallets/wallet-of.ts';
import { isTeamKey, type Caller } from '../caller.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { TeamRights } from './team-rights.ts';

export type OwnerFound = { readonly kind: 'owner'; readonly owner: WalletOwner };

/** `may`: what they want to do. Whoever buys, or looks at what was bought, has to be there as themselves, and not by an API key. */
export type WhoseWallet = (caller: Caller, of: WalletOf, may: 'maySpend' | 'mayBuy') => Promise<OwnerFound | Refused>;

export function createWhoseWallet(rights: TeamRights): WhoseWallet {
  return async (caller, of, may) => {
    if (caller.kind === 'anonymous') return refusal('token_rejected', { reason: 'missing' });
    if (caller.kind === 'token')
      return of === 'me' ? found(tokenOwner(caller.tokenHash)) : refusal('forbidden', { reason: 'team_missing' });
    const { user, org, key } = caller;
    if (may === 'mayBuy' && key !== null) return refusal('forbidden', { reason: 'key_not_allowed' });
    if (of === 'me' && isTeamKey(caller)) return refusal('forbidden', { reason: 'key_not_allowed' });
    if (of === 'me' && user !== null) return found(userOwner(user));
    if (org === null) return refusal('forbidden', { reason: 'team_missing' });
    const isAllowed = await rights[may](org, user);
    return isAllowed ? found(teamOwner(org)) : refusal('forbidden', { reason: mayNot[may] });
  };
}

const mayNot = { maySpend: 'not_in_team', mayBuy: 'not_team_owner' } as const;

function found(owner: WalletOwner): OwnerFound {
  return { kind: 'owner', owner };
}

/** All owners whose orders a caller may see. */
export async function ownersSeenBy(whose: WhoseWallet, caller: Caller): Promise<readonly WalletOwner[]> {
  const answers = await Promise.all((['me', 'team'] as const).map((of) => whose(caller, of, 'mayBuy')));
  return [...new Set(answers.flatMap((answer) => (answer.kind === 'owner' ? [answer.owner] : [])))];
}
