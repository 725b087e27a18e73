// Teams and their members: for the operator, and for each team's own owners.
import type { TeamKeeper } from '../../usecases/teams/keep-teams.ts';
import { orRefuse } from '../problem.ts';
import { personOf, type RequestContext } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

const operator: TeamKeeper = { kind: 'operator' };

export function teamHandlers(os: ContractImplementer, { usecases: { teams } }: RouterDeps) {
  return {
    teams: {
      list: os.teams.list.handler(async ({ input: { limit, cursor = null }, context: { request } }) => {
        const { teams: all, nextCursor } = await teams.list({ limit, cursor });
        return { request_id: request.id, teams: all, next_cursor: nextCursor };
      }),
      read: os.teams.read.handler(async ({ input: { team_id: id, limit, cursor = null }, context: { request } }) => {
        const { team } = orRefuse(await teams.read(id));
        const { members, nextCursor } = orRefuse(await teams.members(operator, id, { limit, cursor }));
        return { request_id: request.id, team, members: [...members], next_cursor: nextCursor };
      }),
      upsert: os.teams.upsert.handler(async ({ input, context: { request } }) => {
        const { id, name, admits, named_limit_microcredits: namedLimit } = input;
        const { team, isNew } = await teams.upsert({ id, name, admits, namedLimit });
        return { request_id: request.id, team, is_new: isNew };
      }),
      putMember: os.teams.putMember.handler(({ input, context }) => put(operator, input, context)),
      removeMember: os.teams.removeMember.handler(({ input, context }) => remove(operator, input, context)),
    },
    ownTeam: {
      members: os.ownTeam.members.handler(async ({ input, context: { request } }) => {
        const { team_id: teamId, limit, cursor = null } = input;
        const page = orRefuse(await teams.members(personOf(request), teamId, { limit, cursor }));
        const members = [...page.members];
        return { request_id: request.id, team_id: teamId, members, next_cursor: page.nextCursor };
      }),
      putMember: os.ownTeam.putMember.handler(({ input, context }) => put(personOf(context.request), input, context)),
      removeMember: os.ownTeam.removeMember.handler(({ input, context }) =>
        remove(personOf(context.request), input, context),
      ),
    },
  };

  async function put(keeper: TeamKeeper, input: MemberInput, { request }: RequestContext) {
    const { team_id: teamId, user_id: userId, role, monthly_limit_microcredits: monthlyLimit } = input;
    const { member, isNew } = orRefuse(await teams.putMember(keeper, { teamId, userId, role, monthlyLimit }));
    return { request_id: request.id, team_id: teamId, member, is_new: isNew };
  }

  async function remove(
    keeper: TeamKeeper,
    { team_id: teamId, user_id: userId }: Pick<MemberInput, 'team_id' | 'user_id'>,
    { request }: RequestContext,
  ) {
    const { wasMember } = orRefuse(await teams.removeMember(keeper, { teamId, userId }));
    return { request_id: request.id, removed: wasMember };
  }
}

type MemberInput = {
  readonly team_id: string;
  readonly user_id: string;
  readonly role?: 'owner' | 'member' | undefined;
  readonly monthly_limit_microcredits?: Parameters<RouterDeps['usecases']['teams']['putMember']>[1]['monthlyLimit'];
};
