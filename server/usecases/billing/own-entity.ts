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
  return isTeams ? teamOf(storage, subject, user) : refusal('forbidden', { reason: 'team_missing' });
}

async function teamOf(storage: Knowing['storage'], team: string, user: string): Promise<OwnEntity | Refused> {
  return (await isOwner(storage, team, user))
    ? { kind: 'entity', entity: { type: 'team', id: team } }
    : refusal('forbidden', { reason: 'not_team_owner' });
}

async function isOwner(storage: Knowing['storage'], team: string, user: string): Promise<boolean> {
  return standingIn(await storage.readMembership(team, user), false)?.role === 'owner';
}

/**
 * Whose subscriptions the caller may change and end. A plan that does not count now, as one's own where the team's does, is among them:
 * it is paid for all the same.
 */
export async function managedEntity(deps: Knowing, caller: Caller, whose: SubscribedFor): Promise<OwnEntity | Refused> {
  if (caller.kind !== 'user') return ownEntity(deps, caller, whose);
  const { user, org, key } = caller;
  if (key !== null || user === null) return refusal('forbidden', { reason: 'key_not_allowed' });
  if (whose === 'me') return { kind: 'entity', entity: { type: 'user', id: user } };
  return org === null ? refusal('forbidden', { reason: 'team_missing' }) : teamOf(deps.storage, org, user);
}

/** All whose subscriptions a caller sees, first the one whose plan counts. */
export async function ownEntities({ storage }: Knowing, caller: Caller): Promise<readonly BillingEntity[]> {
  switch (caller.kind) {
    case 'anonymous':
      return [];
    case 'token': {
      const wallet = await storage.readWallet(tokenOwner(caller.tokenHash));
      return wallet === null ? [] : [{ type: 'wallet', id: wallet.id }];
    }
    case 'user': {
      const { scope, user, org } = caller;
      const own: readonly BillingEntity[] = user === null ? [] : [{ type: 'user', id: user }];
      if (org === null) return own;
      const team: BillingEntity = { type: 'team', id: org };
      if (scope === 'org') return [team, ...own];
      return user !== null && (await isOwner(storage, org, user)) ? [...own, team] : own;
    }
  }
}
