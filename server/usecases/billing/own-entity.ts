// Who subscribes, and may do so: the person who asks, the wallet behind their token, or their team.
import type { SubscribedFor } from '../../contract/billing/subscribing.ts';
import type { BillingEntity } from '../../domain/billing/customer.ts';
import { tokenOwner } from '../../domain/wallets/ledger.ts';
import { standingIn } from '../../domain/teams/team.ts';
import type { TeamStore } from '../../storage/teams/team-store.ts';
import type { WalletStore } from '../../storage/wallets/wallet-store.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { Caller, UserCaller } from '../caller.ts';

export type OwnEntity = { readonly kind: 'entity'; readonly entity: BillingEntity };

type Knowing = { readonly storage: Pick<WalletStore, 'readWallet'> & Pick<TeamStore, 'readMembership'> };

/** A plan counts for a team or for each of its people. Where it is the team's, one of their own would change nothing. */
export async function ownEntity(
  { storage }: Knowing,
  caller: Caller,
  whose: SubscribedFor,
): Promise<OwnEntity | Refused> {
  switch (caller.kind) {
    case 'anonymous':
      return refusal('token_rejected', { reason: 'missing' });
    case 'token': {
      if (whose === 'team') return refusal('forbidden', { reason: 'team_missing' });
      const wallet = await storage.readWallet(tokenOwner(caller.tokenHash));
      if (wallet === null) return refusal('token_rejected', { reason: 'unknown' });
      return { kind: 'entity', entity: { type: 'wallet', id: wallet.id } };
    }
    case 'user':
      return entityOf(storage, caller, whose);
  }
}

async function entityOf(
  storage: Knowing['storage'],
  { scope, subject, user, key }: UserCaller,
  whose: SubscribedFor,
): Promise<OwnEntity | Refused> {
  if (key !== null || user === null) return refusal('forbidden', { reason: 'key_not_allowed' });
  const isTeams = scope === 'org';
  if (whose === 'me')
    return isTeams
      ? refusal('forbidden', { reason: 'team_plan_holds' })
      : { kind: 'entity', entity: { type: 'user', id: subject } };
  if (!isTeams) return refusal('forbidden', { reason: 'team_missing' });
  const standing = standingIn(await storage.readMembership(subject, user), false);
  return standing?.role === 'owner'
    ? { kind: 'entity', entity: { type: 'team', id: subject } }
    : refusal('forbidden', { reason: 'not_team_owner' });
}

/** All whose subscriptions a caller sees. */
export async function ownEntities(
  { storage }: { readonly storage: Pick<WalletStore, 'readWallet'> },
  caller: Caller,
): Promise<readonly BillingEntity[]> {
  switch (caller.kind) {
    case 'anonymous':
      return [];
    case 'token': {
      const wallet = await storage.readWallet(tokenOwner(caller.tokenHash));
      return wallet === null ? [] : [{ type: 'wallet', id: wallet.id }];
    }
    case 'user':
      return [{ type: caller.scope === 'org' ? 'team' : 'user', id: caller.subject }];
  }
}
