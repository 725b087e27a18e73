// The port of teams and their members.
import type { Membership, Team, TeamMember } from '../../domain/teams/team.ts';
import type { Decide } from '../commands.ts';

export type TeamStore = {
  /** By id, those after `after`. */
  pageTeams(page: { readonly after: string | null; readonly limit: number }): Promise<readonly Team[]>;
  readTeam(id: string): Promise<Team | null>;
  /** Locks a team, or its id where there is none; what is written of its making stays. */
  changeTeam<A>(id: string, decide: Decide<Team | null, Team, A>): Promise<A>;
  /** Only those who belong to it, by id, those after `after`. */
  pageMembers(
    teamId: string,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly TeamMember[]>;
  readMembership(teamId: string, userId: string): Promise<Membership>;
  /** Where a member is removed, the team's keys that were made for them are revoked in the same commit. */
  changeMember<A>(
    named: Pick<TeamMember, 'teamId' | 'userId'> & { readonly by: string | null },
    decide: Decide<MembersSeen, TeamMember, A>,
  ): Promise<A>;
};

/** `by`: what the team's books say of the person who asks for the change; null: nothing, or nobody was named. `owners`: how many it has. */
export type MembersSeen = Membership & { readonly by: TeamMember | null; readonly owners: number };
