// Teams: who belongs to one, who may spend from its wallet and buy for it, and how much of it each member may spend in a month.
import { z } from 'zod';
import { EntityId } from '../entity-id.ts';
import { Microcredits } from '../money.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';

/** owner: spends, buys for the team, and keeps its members and API keys. member: spends. */
export const TeamRole = z.enum(['owner', 'member']);
export type TeamRole = z.infer<typeof TeamRole>;

/**
 * Who belongs to a team. members: only those who are listed. named: also whoever's proof names the team, as a member with the
 * team's own limit; who was removed stays out.
 */
export const Admits = z.enum(['members', 'named']);
export type Admits = z.infer<typeof Admits>;

const monthlyLimit = Microcredits.nullable();

export const TeamView = z.object({
  id: z.string(),
  name: z.string(),
  admits: Admits,
  /** What somebody who is not listed may spend of the team's wallet in a month; null: there is no limit. */
  named_limit_microcredits: monthlyLimit,
  /** Epoch milliseconds. */
  created_at: z.int(),
});
export type TeamView = z.infer<typeof TeamView>;

export const MemberView = z.object({
  user_id: z.string(),
  role: TeamRole,
  /** What they may spend of the team's wallet in a month, by the clocks of the team's plan; null: there is no limit. */
  monthly_limit_microcredits: monthlyLimit,
});
export type MemberView = z.infer<typeof MemberView>;

/** What is left out stays as it is; of somebody new it is `member`, and no limit. */
const member = {
  user_id: EntityId,
  role: TeamRole.optional(),
  monthly_limit_microcredits: monthlyLimit.optional(),
};
const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(400).optional(),
};
const next = { next_cursor: z.string().nullable() };
const Members = z.object({ request_id: z.string(), team_id: z.string(), members: z.array(MemberView), ...next });
const Put = z.object({ request_id: z.string(), team_id: z.string(), member: MemberView, is_new: z.boolean() });
const Removed = z.object({ request_id: z.string(), removed: z.boolean() });

const tags = ['teams'];
const ofTeam = { team_not_found: problems.team_not_found };
const ofOwner = { forbidden: problems.forbidden };

export const teams = {
  list: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/teams',
    summary: 'List teams',
    tags,
  })
    .input(z.object(page))
    .output(z.object({ request_id: z.string(), teams: z.array(TeamView), ...next })),

  read: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/teams/{team_id}',
    summary: 'Read a team and its members',
    tags,
  })
    .input(z.object({ team_id: EntityId, ...page }))
    .output(z.object({ request_id: z.string(), team: TeamView, members: z.array(MemberView), ...next }))
    .errors(ofTeam),

  /** Makes a team or changes it. Teams are never removed: without its row a team's wallet would be nobody's. */
  upsert: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams',
    summary: 'Create or change a team',
    tags,
  })
    .input(
      z.object({
        id: EntityId,
        name: z.string().trim().min(1).max(200),
        /** Left out, these two stay as they are; of a new team they are `members`, and no limit. */
        admits: Admits.optional(),
        named_limit_microcredits: monthlyLimit.optional(),
      }),
    )
    .output(z.object({ request_id: z.string(), team: TeamView, is_new: z.boolean() })),

  /** Adds a member, or changes one. */
  putMember: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams/members',
    summary: 'Add or change a member of a team',
    tags,
  })
    .input(z.object({ team_id: EntityId, ...member }))
    .output(Put)
    .errors(ofTeam),

  /** From then on they spend nothing of the team's, whatever their proof says, and the keys made for them there are revoked. */
  removeMember: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams/members/remove',
    summary: 'Remove a member from a team',
    tags,
  })
    .input(z.object({ team_id: EntityId, user_id: EntityId }))
    .output(Removed)
    .errors(ofTeam),
};

/** For an owner of the team, signed in as themselves. Everybody else gets the same no, whether there is such a team or not. */
export const ownTeam = {
  members: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/teams/{team_id}/members',
    summary: 'List the members of your team',
    tags,
  })
    .input(z.object({ team_id: EntityId, ...page }))
    .output(Members)
    .errors(ofOwner),

  putMember: route({
    access: 'user',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams/{team_id}/members',
    summary: 'Add or change a member of your team',
    tags,
  })
    .input(z.object({ team_id: EntityId, ...member }))
    .output(Put)
    .errors({ ...ofOwner, last_owner: problems.last_owner }),

  removeMember: route({
    access: 'user',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams/{team_id}/members/remove',
    summary: 'Remove a member from your team',
    tags,
  })
    .input(z.object({ team_id: EntityId, user_id: EntityId }))
    .output(Removed)
    .errors({ ...ofOwner, last_owner: problems.last_owner }),
};
