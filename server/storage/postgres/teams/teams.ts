// Teams and their members: their statements, and their part of the store.
import type { Membership, Team, TeamMember } from '../../../domain/teams/team.ts';
import { type MemberRow, type TeamRow, toMember, toTeam } from '../../rows/team-rows.ts';
import type { TeamStore } from '../../teams/team-store.ts';
import { revokeKeysOfMember } from '../keys/api-keys.ts';
import { lockNames } from '../locks.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const page = sql<TeamRow>('SELECT * FROM teams WHERE id > $1 ORDER BY id LIMIT $2');
const one = sql<TeamRow>('SELECT * FROM teams WHERE id = $1');
const put = sql(
  `INSERT INTO teams (id, name, admits, named_limit, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, admits = excluded.admits, named_limit = excluded.named_limit`,
);
const members = sql<MemberRow>(
  'SELECT * FROM team_members WHERE team_id = $1 AND user_id > $2 AND removed_at IS NULL ORDER BY user_id LIMIT $3',
);
const member = sql<MemberRow>('SELECT * FROM team_members WHERE team_id = $1 AND user_id = $2');
const owners = sql<{ readonly count: number }>(
  "SELECT count(*) AS count FROM team_members WHERE team_id = $1 AND role = 'owner' AND removed_at IS NULL",
);
const putMember = sql(
  `INSERT INTO team_members (team_id, user_id, role, monthly_limit, removed_at) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (team_id, user_id) DO UPDATE
   SET role = excluded.role, monthly_limit = excluded.monthly_limit, removed_at = excluded.removed_at`,
);

export function createTeamStore({ read, write }: LedgerDatabase): TeamStore {
  return {
    pageTeams: ({ after, limit }) =>
      read(async (tx) => (await tx.all(page, [after ?? '', limit])).flatMap((row) => toTeam(row) ?? [])),
    readTeam: (id) => read((tx) => team(tx, id)),
    changeTeam: (id, decide) =>
      write(async (tx) => {
        await lockTeam(tx, id);
        const { write: changed, answer } = decide(await team(tx, id));
        if (changed !== null) await writeTeam(tx, changed);
        return answer;
      }),
    pageMembers: (teamId, { after, limit }) =>
      read(async (tx) => (await tx.all(members, [teamId, after ?? '', limit])).flatMap((row) => toMember(row) ?? [])),
    readMembership: (teamId, userId) => read((tx) => membership(tx, teamId, userId)),
    changeMember: ({ teamId, userId, by }, decide) =>
      write(async (tx) => {
        await lockTeam(tx, teamId);
        const [own, keeper, owned] = await Promise.all([
          membership(tx, teamId, userId),
          by === null ? null : membership(tx, teamId, by),
          tx.one(owners, [teamId]),
        ]);
        const seen = { ...own, by: keeper && keeper.member, owners: owned?.count ?? 0 };
        const { write: changed, answer } = decide(seen);
        if (changed !== null) await writeMember(tx, changed);
        return answer;
      }),
  };
}

/** Who its owners are depends on all of its members, and neither a team nor a member has to have a row yet. */
async function lockTeam(tx: Transaction, id: string): Promise<void> {
  await lockNames(tx, 'matter', [`team:${id}`]);
}

async function writeTeam(tx: Transaction, { id, name, admits, namedLimit, createdAt }: Team): Promise<void> {
  await tx.run(put, [id, name, admits, namedLimit, createdAt]);
}

async function writeMember(tx: Transaction, changed: TeamMember): Promise<void> {
  const { teamId, userId, role, monthlyLimit, removedAt } = changed;
  await tx.run(putMember, [teamId, userId, role, monthlyLimit, removedAt]);
  if (removedAt !== null) await revokeKeysOfMember(tx, changed);
}

async function team(tx: Transaction, id: string): Promise<Team | null> {
  return toTeam(await tx.one(one, [id]));
}

async function membership(tx: Transaction, teamId: string, userId: string): Promise<Membership> {
  const [found, row] = await Promise.all([team(tx, teamId), tx.one(member, [teamId, userId])]);
  return { team: found, member: toMember(row) };
}
