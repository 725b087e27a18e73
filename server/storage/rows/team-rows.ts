// The rows of teams and of their members, as records.
import type { Admits, TeamRole } from '../../contract/teams/teams.ts';
import { microcredits } from '../../domain/money.ts';
import type { Team, TeamMember } from '../../domain/teams/team.ts';

export type TeamRow = {
  readonly id: string;
  readonly name: string;
  readonly admits: Admits;
  readonly named_limit: number | null;
  readonly created_at: number;
};

export type MemberRow = {
  readonly team_id: string;
  readonly user_id: string;
  readonly role: TeamRole;
  readonly monthly_limit: number | null;
  readonly removed_at: number | null;
};

export function toTeam(row: TeamRow | undefined): Team | null {
  if (row === undefined) return null;
  const { id, name, admits, named_limit: namedLimit, created_at: createdAt } = row;
  return { id, name, admits, namedLimit: namedLimit === null ? null : microcredits(namedLimit), createdAt };
}

export function toMember(row: MemberRow | undefined): TeamMember | null {
  if (row === undefined) return null;
  const { team_id: teamId, user_id: userId, role, monthly_limit: limit, removed_at: removedAt } = row;
  return { teamId, userId, role, monthlyLimit: limit === null ? null : microcredits(limit), removedAt };
}
