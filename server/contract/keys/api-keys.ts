// API keys, `sk-tally-…`: who may spend with one, how much, on which models and until when. A key is shown once, when it is made.
import { z } from 'zod';
import { EntityId } from '../entity-id.ts';
import { Microcredits } from '../money.ts';
import { TimeZone } from '../plans/plans.ts';
import { problems } from '../problem.ts';
import { route } from '../route.ts';
import { Uuid } from '../uuid.ts';

export const ApiKeyId = Uuid.brand<'ApiKeyId'>();
export type ApiKeyId = z.infer<typeof ApiKeyId>;

/** From the key's making on, in steps of so many days; or a calendar month. */
export const BudgetDuration = z.enum(['1d', '7d', '30d', 'month']);
export type BudgetDuration = z.infer<typeof BudgetDuration>;

export const KeyKind = z.enum(['user', 'team', 'service']);

export const ApiKeyView = z.object({
  id: ApiKeyId,
  name: z.string(),
  key_last4: z.string(),
  kind: KeyKind,
  /** The person whose key it is, or for whom the team's was made. */
  user_id: z.string().nullable(),
  team_id: z.string().nullable(),
  max_budget_microcredits: Microcredits.nullable(),
  /** null: the budget never starts again, or there is none. */
  budget_duration: BudgetDuration.nullable(),
  /** By whose clocks a month begins. */
  budget_time_zone: z.string(),
  /** null: all. */
  models: z.array(z.string()).nullable(),
  /** Epoch milliseconds, as are the others. */
  created_at: z.int(),
  expires_at: z.int().nullable(),
  revoked_at: z.int().nullable(),
  /** To some ten minutes. */
  last_used_at: z.int().nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/** What a key is told of itself: of its terms, and how much of its budget was used. */
export const KeySelfView = ApiKeyView.pick({
  id: true,
  name: true,
  key_last4: true,
  max_budget_microcredits: true,
  budget_duration: true,
  budget_time_zone: true,
  models: true,
  expires_at: true,
}).extend({
  /** Since the budget last began, with what is held at the moment; null: there is no budget, as for the next. */
  spent_microcredits: Microcredits.nullable(),
  remaining_microcredits: Microcredits.nullable(),
  /** When the budget starts again, in epoch milliseconds; null: never, or there is none. */
  resets_at: z.int().nullable(),
});
export type KeySelfView = z.infer<typeof KeySelfView>;

/** What a new key is made with. A budget is given in cents or in microcredits. */
const terms = {
  name: z.string().trim().min(1).max(200),
  max_budget_cents: z.int().min(0).max(1_000_000_000).optional(),
  max_budget_microcredits: Microcredits.optional(),
  budget_duration: BudgetDuration.optional(),
  budget_time_zone: TimeZone.default('UTC'),
  /** Patterns, in which `*` stands for any run of characters; left out or null: all models. */
  models: z.array(z.string().min(1).max(200)).min(1).max(200).nullable().default(null),
  /** Epoch milliseconds; left out or null: it does not expire. */
  expires_at: z.int().min(0).max(8_640_000_000_000_000).nullable().default(null),
};
export const ApiKeyTerms = z.object(terms);
export type ApiKeyTerms = z.infer<typeof ApiKeyTerms>;

const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(400).optional(),
};
/** Only this answer tells `key`. */
const Made = z.object({ request_id: z.string(), key: z.string(), api_key: ApiKeyView });
const Listed = z.object({
  request_id: z.string(),
  api_keys: z.array(ApiKeyView),
  next_cursor: z.string().nullable(),
});
const Revoked = z.object({ request_id: z.string(), api_key: ApiKeyView });

const tags = ['API keys'];
const onMake = { keys_full: problems.keys_full };
const onRevoke = { key_not_found: problems.key_not_found };
const signedIn = { forbidden: problems.forbidden };

/** For the operator, with X-Api-Key. */
export const apiKeys = {
  make: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/api-keys',
    summary: 'Make an API key',
    tags,
  })
    .input(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('user'), user_id: EntityId, ...terms }),
        z.object({ kind: z.literal('team'), team_id: EntityId, user_id: EntityId.optional(), ...terms }),
        z.object({ kind: z.literal('service'), ...terms }),
      ]),
    )
    .output(Made)
    .errors({ ...onMake, team_not_found: problems.team_not_found, member_not_found: problems.member_not_found }),

  /** Newest first; of one person, of one team, or all. */
  list: route({
    access: 'operator',
    limit: 'calm',
    method: 'GET',
    path: '/v1/api-keys',
    summary: 'List API keys',
    tags,
  })
    .input(z.object({ user_id: EntityId.optional(), team_id: EntityId.optional(), ...page }))
    .output(Listed),

  revoke: route({
    access: 'operator',
    limit: 'calm',
    method: 'POST',
    path: '/v1/api-keys/{id}/revoke',
    summary: 'Revoke an API key',
    tags,
  })
    .input(z.object({ id: ApiKeyId }))
    .output(Revoked)
    .errors(onRevoke),
};

/** For a person, signed in as themselves: no key makes another. */
export const ownKeys = {
  make: route({
    access: 'user',
    limit: 'calm',
    method: 'POST',
    path: '/v1/me/api-keys',
    summary: 'Make an API key of your own',
    tags,
  })
    .input(z.object(terms))
    .output(Made)
    .errors({ ...signedIn, ...onMake }),

  list: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/me/api-keys',
    summary: 'List your API keys',
    tags,
  })
    .input(z.object(page))
    .output(Listed)
    .errors(signedIn),

  revoke: route({
    access: 'user',
    limit: 'calm',
    method: 'POST',
    path: '/v1/me/api-keys/{id}/revoke',
    summary: 'Revoke an API key of your own',
    tags,
  })
    .input(z.object({ id: ApiKeyId }))
    .output(Revoked)
    .errors({ ...signedIn, ...onRevoke }),
};

/** For an owner of the team, signed in as themselves. */
export const teamKeys = {
  make: route({
    access: 'user',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams/{team_id}/api-keys',
    summary: 'Make an API key of your team',
    tags,
  })
    .input(
      z.object({
        team_id: EntityId,
        /** The member it is for, whose limit then holds for it too; left out: the team as a whole. */
        user_id: EntityId.optional(),
        ...terms,
      }),
    )
    .output(Made)
    .errors({ ...signedIn, ...onMake, member_not_found: problems.member_not_found }),

  list: route({
    access: 'user',
    limit: 'calm',
    method: 'GET',
    path: '/v1/teams/{team_id}/api-keys',
    summary: 'List the API keys of your team',
    tags,
  })
    .input(z.object({ team_id: EntityId, ...page }))
    .output(Listed)
    .errors(signedIn),

  revoke: route({
    access: 'user',
    limit: 'calm',
    method: 'POST',
    path: '/v1/teams/{team_id}/api-keys/{id}/revoke',
    summary: 'Revoke an API key of your team',
    tags,
  })
    .input(z.object({ team_id: EntityId, id: ApiKeyId }))
    .output(Revoked)
    .errors({ ...signedIn, ...onRevoke }),
};
