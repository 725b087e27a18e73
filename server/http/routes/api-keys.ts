// API keys: made, listed and revoked by the operator, by a person for themselves, and by a team's owner.
import type { ApiKeyId, ApiKeyTerms } from '../../contract/keys/api-keys.ts';
import type { KeysOf } from '../../storage/keys/key-store.ts';
import { orRefuse, refusal } from '../problem.ts';
import { personOf, type RequestContext } from '../request.ts';
import type { ContractImplementer, RouterDeps } from '../router-deps.ts';

type KeyOwner = Parameters<RouterDeps['usecases']['keys']['make']>[0];
type PageInput = { readonly limit: number; readonly cursor?: string | undefined };

export function apiKeyHandlers(os: ContractImplementer, { usecases: { keys, teams } }: RouterDeps) {
  return {
    apiKeys: {
      make: os.apiKeys.make.handler(({ input, context }) => make(ownerIn(input), input, context)),
      list: os.apiKeys.list.handler(({ input, context }) => list(keysNamed(input), input, context)),
      revoke: os.apiKeys.revoke.handler(({ input: { id }, context }) => revoke({ kind: 'all' }, id, context)),
    },
    ownKeys: {
      make: os.ownKeys.make.handler(({ input, context }) => make(personOf(context.request), input, context)),
      list: os.ownKeys.list.handler(({ input, context }) => list(personOf(context.request), input, context)),
      revoke: os.ownKeys.revoke.handler(({ input, context }) => revoke(personOf(context.request), input.id, context)),
    },
    teamKeys: {
      make: os.teamKeys.make.handler(async ({ input, context }) => {
        const { team } = await teamOfOwner(input.team_id, context);
        return make({ kind: 'team', team, member: input.user_id ?? null }, input, context);
      }),
      list: os.teamKeys.list.handler(async ({ input, context }) =>
        list(await teamOfOwner(input.team_id, context), input, context),
      ),
      revoke: os.teamKeys.revoke.handler(async ({ input, context }) =>
        revoke(await teamOfOwner(input.team_id, context), input.id, context),
      ),
    },
  };

  async function teamOfOwner(team: string, { request }: RequestContext) {
    const no = await teams.mayNot(personOf(request), team);
    if (no !== null) throw refusal(no.code, no.params);
    return { kind: 'team', team } as const;
  }

  /** The key is told in this answer alone, which nothing on the way may keep. */
  async function make(owner: KeyOwner, terms: ApiKeyTerms, { request, reply }: RequestContext) {
    const { secret, key } = orRefuse(await keys.make(owner, terms));
    reply.header('cache-control', 'no-store');
    return { request_id: request.id, key: secret, api_key: key };
  }

  async function list(of: KeysOf, { limit, cursor }: PageInput, { request }: RequestContext) {
    const page = orRefuse(await keys.list(of, { limit, cursor: cursor ?? null }));
    return { request_id: request.id, api_keys: [...page.keys], next_cursor: page.nextCursor };
  }

  async function revoke(of: KeysOf, id: ApiKeyId, { request }: RequestContext) {
    const { key } = orRefuse(await keys.revoke(of, id));
    return { request_id: request.id, api_key: key };
  }
}

type OwnerInput =
  | { readonly kind: 'user'; readonly user_id: string }
  | { readonly kind: 'team'; readonly team_id: string; readonly user_id?: string | undefined }
  | { readonly kind: 'service' };

function ownerIn(input: OwnerInput): KeyOwner {
  switch (input.kind) {
    case 'user':
      return { kind: 'user', user: input.user_id };
    case 'team':
      return { kind: 'team', team: input.team_id, member: input.user_id ?? null };
    case 'service':
      return { kind: 'service' };
  }
}

function keysNamed({
  user_id: user,
  team_id: team,
}: {
  readonly user_id?: string | undefined;
  readonly team_id?: string | undefined;
}): KeysOf {
  if (user !== undefined && team !== undefined)
    throw refusal('invalid_request', { reason: 'either_field', field: 'user_id', other: 'team_id' });
  if (team !== undefined) return { kind: 'team', team };
  return user === undefined ? { kind: 'all' } : { kind: 'user', user };
}
