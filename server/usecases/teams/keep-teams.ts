// Teams and their members: kept by the operator, and by each team's own owners.
import type { Microcredits } from '../../contract/money.ts';
import type { Admits, MemberView, TeamRole, TeamView } from '../../contract/teams/teams.ts';
import { leavesNoOwner, standingIn, type Team, type TeamMember } from '../../domain/teams/team.ts';
import type { Clock } from '../../lib/clock.ts';
import type { MembersSeen, TeamStore } from '../../storage/teams/team-store.ts';
import type { PageAsked } from '../page-asked.ts';
import { refusal, type Refused } from '../refusal.ts';

/** What is left out stays as it is. */
type TeamPut = {
  readonly id: string;
  readonly name: string;
  readonly admits?: Admits | undefined;
  readonly namedLimit?: Microcredits | null | undefined;
};

/** What is left out stays as it is, unless they were no member. */
type MemberPut = {
  readonly teamId: string;
  readonly userId: string;
  readonly role?: TeamRole | undefined;
  readonly monthlyLimit?: Microcredits | null | undefined;
};

type MemberNamed = Pick<TeamMember, 'teamId' | 'userId'>;
type MemberPutAnswer = { readonly kind: 'put'; readonly member: MemberView; readonly isNew: boolean };
type MemberRemoved = { readonly kind: 'removed'; readonly wasMember: boolean };

type MembersPage = {
  readonly kind: 'page';
  readonly members: readonly MemberView[];
  readonly nextCursor: string | null;
};

/** Who asks: the operator, or a person who has to be an owner of the team. */
export type TeamKeeper = { readonly kind: 'operator' } | { readonly kind: 'user'; readonly user: string };

type Deps = {
  readonly storage: TeamStore;
  readonly clock: Clock;
  /** Called when keys of a team may have been revoked. */
  readonly forgetKeys: () => void;
};

const pageMax = 200;

export function keepTeams({ storage, clock, forgetKeys }: Deps) {
  /** null: they may. Only the operator learns whether a team does not exist or belongs to others. */
  async function mayNot(keeper: TeamKeeper, teamId: string): Promise<Refused | null> {
    if (keeper.kind === 'operator')
      return (await storage.readTeam(teamId)) === null ? refusal('team_not_found', {}) : null;
    const standing = standingIn(await storage.readMembership(teamId, keeper.user), false);
    return standing?.role === 'owner' ? null : refusal('forbidden', { reason: 'not_team_owner' });
  }

  return {
    mayNot,
    async list({ limit, cursor }: PageAsked) {
      const size = sizeOf(limit);
      const found = await storage.pageTeams({ after: cursorIn(cursor), limit: size + 1 });
      const shown = found.slice(0, size);
      return { teams: shown.map(toView), nextCursor: cursorAfter(found.length > size, shown.at(-1)?.id) };
    },
    async read(id: string): Promise<{ readonly kind: 'team'; readonly team: TeamView } | Refused> {
      const team = await storage.readTeam(id);
      return team === null ? refusal('team_not_found', {}) : { kind: 'team', team: toView(team) };
    },
    upsert(asked: TeamPut): Promise<{ readonly team: TeamView; readonly isNew: boolean }> {
      return storage.changeTeam(asked.id, (before) => {
        const { id, name, admits = before?.admits ?? 'members', namedLimit = before?.namedLimit ?? null } = asked;
        const team: Team = { id, name, admits, namedLimit, createdAt: before?.createdAt ?? clock.now() };
        return { write: team, answer: { team: toView(team), isNew: before === null } };
      });
    },
    async members(keeper: TeamKeeper, teamId: string, { limit, cursor }: PageAsked): Promise<MembersPage | Refused> {
      const no = await mayNot(keeper, teamId);
      if (no !== null) return no;
      const size = sizeOf(limit);
      const found = await storage.pageMembers(teamId, { after: cursorIn(cursor), limit: size + 1 });
      const shown = found.slice(0, size);
      const nextCursor = cursorAfter(found.length > size, shown.at(-1)?.userId);
      return { kind: 'page', members: shown.map(toMemberView), nextCursor };
    },
    putMember(keeper: TeamKeeper, asked: MemberPut): Promise<MemberPutAnswer | Refused> {
      return storage.changeMember<MemberPutAnswer | Refused>(namedBy(keeper, asked), (seen) => {
        const after = putOver(seen.member, asked);
        const no = refusedTo(keeper, seen, after);
        if (no !== null) return { write: null, answer: no };
        const isNew = seen.member === null || seen.member.removedAt !== null;
        return { write: after, answer: { kind: 'put', member: toMemberView(after), isNew } };
      });
    },
    /** Somebody who is not listed is noted as removed too, so that a proof which names the team does not let them in. */
    async removeMember(keeper: TeamKeeper, { teamId, userId }: MemberNamed): Promise<MemberRemoved | Refused> {
      const named = namedBy(keeper, { teamId, userId });
      const answer = await storage.changeMember<MemberRemoved | Refused>(named, (seen) => {
        const no = refusedTo(keeper, seen, null);
        if (no !== null) return { write: null, answer: no };
        const { member } = seen;
        const wasMember = member !== null && member.removedAt === null;
        if (member !== null && !wasMember) return { write: null, answer: { kind: 'removed', wasMember } };
        const before = member ?? { teamId, userId, role: 'member', monthlyLimit: null };
        return { write: { ...before, removedAt: clock.now() }, answer: { kind: 'removed', wasMember } };
      });
      if (answer.kind === 'removed') forgetKeys();
      return answer;
    },
  };
}

function putOver(before: TeamMember | null, asked: MemberPut): TeamMember {
  const kept = before?.removedAt === null ? before : null;
  const { teamId, userId, role = kept?.role ?? 'member', monthlyLimit = kept?.monthlyLimit ?? null } = asked;
  return { teamId, userId, role, monthlyLimit, removedAt: null };
}

function namedBy(keeper: TeamKeeper, { teamId, userId }: MemberNamed) {
  return { teamId, userId, by: keeper.kind === 'user' ? keeper.user : null };
}

/** Asked with the change itself, so that whoever ceases to be an owner changes nothing more. */
function refusedTo(keeper: TeamKeeper, seen: MembersSeen, after: TeamMember | null): Refused | null {
  const { team, member, by, owners } = seen;
  if (keeper.kind === 'operator') return team === null ? refusal('team_not_found', {}) : null;
  if (standingIn({ team, member: by }, false)?.role !== 'owner')
    return refusal('forbidden', { reason: 'not_team_owner' });
  return leavesNoOwner(member, after, owners) ? refusal('last_owner', {}) : null;
}

function sizeOf(limit: number): number {
  return Math.min(Math.max(1, limit), pageMax);
}

function cursorIn(cursor: string | null): string | null {
  return cursor === null ? null : Buffer.from(cursor, 'base64url').toString();
}

function cursorAfter(isMore: boolean, last: string | undefined): string | null {
  return isMore && last !== undefined ? Buffer.from(last).toString('base64url') : null;
}

function toView({ id, name, admits, namedLimit, createdAt }: Team): TeamView {
  return { id, name, admits, named_limit_microcredits: namedLimit, created_at: createdAt };
}

function toMemberView({ userId, role, monthlyLimit }: TeamMember): MemberView {
  return { user_id: userId, role, monthly_limit_microcredits: monthlyLimit };
}
