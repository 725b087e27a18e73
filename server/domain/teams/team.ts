// Teams and their members: who may spend from a team's wallet, and who may buy for it. Pure.
// Only the rows of this server decide it: a token that names a team without a row here opens no wallet.
import type { Microcredits } from '../../contract/money.ts';
import type { Admits, TeamRole } from '../../contract/teams/teams.ts';

export type Team = {
  readonly id: string;
  readonly name: string;
  readonly admits: Admits;
  /** Of each who is not listed, in a month; null: there is none. */
  readonly namedLimit: Microcredits | null;
  readonly createdAt: number;
};

/** `removedAt`: epoch milliseconds; null: they belong to it. The row of one who was removed stays, so that no proof brings them back. */
export type TeamMember = {
  readonly teamId: string;
  readonly userId: string;
  readonly role: TeamRole;
  readonly monthlyLimit: Microcredits | null;
  readonly removedAt: number | null;
};

/** What the books say of one person and one team. */
export type Membership = { readonly team: Team | null; readonly member: TeamMember | null };

export type TeamStanding = { readonly role: TeamRole; readonly monthlyLimit: Microcredits | null };

/** `isNamed`: a verified proof says that this person belongs to this team. null: here they do not. */
export function standingIn({ team, member }: Membership, isNamed: boolean): TeamStanding | null {
  if (team === null) return null;
  if (member !== null) return member.removedAt === null ? member : null;
  return isNamed && team.admits === 'named' ? { role: 'member', monthlyLimit: team.namedLimit } : null;
}

/** Owners buy for a team. Buying lets nobody take anything out. */
export function mayBuyFor(standing: TeamStanding | null): boolean {
  return standing?.role === 'owner';
}

/** Whether an owner's change would leave the team without any. */
export function leavesNoOwner(
  before: TeamMember | null,
  after: Pick<TeamMember, 'role'> | null,
  owners: number,
): boolean {
  const wasOwner = before !== null && before.removedAt === null && before.role === 'owner';
  return wasOwner && after?.role !== 'owner' && owners <= 1;
}
