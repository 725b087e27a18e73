// The statements of teams and their members.
import type { Team, TeamMember } from '../../../domain/teams/team.ts';
import type { TeamStore } from '../../teams/team-store.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';
import { type MemberRow, type TeamRow, toMember, toTeam } from '../../rows/team-rows.ts';

export type Teams = ReturnType<typeof prepareTeams>;

/** The teams' part of the store. */
export function createTeamStore(
  { read, write }: LedgerFile,
  { teams, apiKeys }: { readonly teams: Teams; readonly apiKeys: { revokeOfMember(member: TeamMember): void } },
): TeamStore {
  return {
    pageTeams: (page) => read(() => teams.page(page)),
    readTeam: (id) => read(() => teams.team(id)),
    changeTeam: (id, decide) =>
      write(() => {
        const { write: team, answer } = decide(teams.team(id));
        if (team !== null) teams.put(team);
        return answer;
      }),
    pageMembers: (teamId, page) => read(() => teams.members(teamId, page)),
    readMembership: (teamId, userId) => read(() => teams.membership(teamId, userId)),
    changeMember: ({ teamId, userId, by }, decide) =>
      write(() => {
        const keeper = by === null ? null : teams.membership(teamId, by).member;
        const seen = { ...teams.membership(teamId, userId), by: keeper, owners: teams.owners(teamId) };
        const { write: member, answer } = decide(seen);
        if (member !== null) {
          teams.putMember(member);
          if (member.removedAt !== null) apiKeys.revokeOfMember(member);
        }
        return answer;
      }),
  };
}

/** For use inside a transaction. */
export function prepareTeams(db: Connection) {
  const page = db.prepare<[string, number], TeamRow>('SELECT * FROM teams WHERE id > ? ORDER BY id LIMIT ?');
  const one = db.prepare<[string], TeamRow>('SELECT * FROM teams WHERE id = ?');
  const put = db.prepare(
    `INSERT INTO teams (id, name, admits, named_limit, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
     SET name = excluded.name, admits = excluded.admits, named_limit = excluded.named_limit`,
  );
  const members = db.prepare<[string, string, number], MemberRow>(
    'SELECT * FROM team_members WHERE team_id = ? AND user_id > ? AND removed_at IS NULL ORDER BY user_id LIMIT ?',
  );
  const member = db.prepare<[string, string], MemberRow>(
    'SELECT * FROM team_members WHERE team_id = ? AND user_id = ?',
  );
  const owners = db.prepare<[string], { count: number }>(
    "SELECT COUNT(*) AS count FROM team_members WHERE team_id = ? AND role = 'owner' AND removed_at IS NULL",
  );
  const putMember = db.prepare(
    `INSERT INTO team_members (team_id, user_id, role, monthly_limit, removed_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (team_id, user_id) DO UPDATE
     SET role = excluded.role, monthly_limit = excluded.monthly_limit, removed_at = excluded.removed_at`,
  );

  const team = (id: string): Team | null => toTeam(one.get(id));

  return {
    team,
    page: ({ after, limit }: { readonly after: string | null; readonly limit: number }) =>
      page.all(after ?? '', limit).flatMap((row) => toTeam(row) ?? []),
    put({ id, name, admits, namedLimit, createdAt }: Team): void {
      put.run(id, name, admits, namedLimit, createdAt);
    },
    members: (teamId: string, { after, limit }: { readonly after: string | null; readonly limit: number }) =>
      members.all(teamId, after ?? '', limit).flatMap((row) => toMember(row) ?? []),
    membership: (teamId: string, userId: string) => ({
      team: team(teamId),
      member: toMember(member.get(teamId, userId)),
    }),
    owners: (teamId: string): number => owners.get(teamId)?.count ?? 0,
    putMember({ teamId, userId, role, monthlyLimit, removedAt }: TeamMember): void {
      putMember.run(teamId, userId, role, monthlyLimit, removedAt);
    },
  };
}
