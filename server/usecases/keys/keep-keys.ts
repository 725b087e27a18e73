// API keys: made, listed and revoked by the operator, by a person for themselves, and by a team's owner for the team.
import type { ApiKeyTerms, ApiKeyView, KeySelfView } from '../../contract/keys/api-keys.ts';
import { ApiKeyId } from '../../contract/keys/api-keys.ts';
import { type BudgetSeen, noEnd, roomIn } from '../../domain/budgets/budget.ts';
import type { ApiKey, KeyBudget, KeyOwner } from '../../domain/keys/api-key.ts';
import { wholeWorth } from '../../domain/money.ts';
import { standingIn } from '../../domain/teams/team.ts';
import { hashApiKey, lastFourOf } from '../../lib/api-key.ts';
import { brand } from '../../lib/brand.ts';
import type { Clock } from '../../lib/clock.ts';
import type { KeysOf, KeyStore } from '../../storage/keys/key-store.ts';
import type { TeamStore } from '../../storage/teams/team-store.ts';
import type { PageAsked } from '../page-asked.ts';
import { refusal, type Refused } from '../refusal.ts';
import type { UsecaseConfig } from '../usecase-config.ts';

type Deps = {
  readonly storage: KeyStore & Pick<TeamStore, 'readTeam' | 'readMembership'>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** 32 random bytes behind `sk-tally-`, at each call. */
  readonly newKey: () => string;
  readonly config: Pick<UsecaseConfig, 'creditRate'>;
  /** Called when a key was revoked. */
  readonly forgetKeys: () => void;
};

/** `secret` is known here for the last time. */
type KeyMade = { readonly kind: 'made'; readonly secret: string; readonly key: ApiKeyView };
type KeysPage = { readonly kind: 'page'; readonly keys: readonly ApiKeyView[]; readonly nextCursor: string | null };

/** How many unrevoked keys one person may have, or one team, or all services of the operator together. */
const keysMax = 200;
const pageMax = 200;

export function keepKeys({ storage, clock, newId, newKey, config, forgetKeys }: Deps) {
  async function noOwner(owner: KeyOwner): Promise<Refused | null> {
    if (owner.kind !== 'team') return null;
    if (owner.member === null)
      return (await storage.readTeam(owner.team)) === null ? refusal('team_not_found', {}) : null;
    const membership = await storage.readMembership(owner.team, owner.member);
    if (membership.team === null) return refusal('team_not_found', {});
    return standingIn(membership, false) === null ? refusal('member_not_found', {}) : null;
  }

  return {
    async make(owner: KeyOwner, terms: ApiKeyTerms): Promise<KeyMade | Refused> {
      const useless = owner.kind === 'service' ? termIn(terms) : null;
      if (useless !== null) return refusal('invalid_request', { reason: 'field_unknown', field: useless });
      const budget = budgetOf(terms, config);
      if (budget !== null && 'code' in budget) return budget;
      const no = await noOwner(owner);
      if (no !== null) return no;
      const secret = newKey();
      const key: ApiKey = {
        id: ApiKeyId.parse(newId()),
        hash: brand(hashApiKey(secret)),
        last4: lastFourOf(secret),
        owner,
        name: terms.name,
        budget,
        models: terms.models,
        createdAt: clock.now(),
        expiresAt: terms.expires_at,
        revokedAt: null,
        lastUsedAt: null,
      };
      if (!(await storage.addKey(key, keysMax))) return refusal('keys_full', { limit: keysMax });
      return { kind: 'made', secret, key: toView(key) };
    },
    async list(of: KeysOf, { limit, cursor }: PageAsked): Promise<KeysPage | Refused> {
      const before = cursor === null ? null : ApiKeyId.safeParse(cursor);
      if (before?.success === false) return refusal('invalid_request', { reason: 'cursor_unknown' });
      const size = Math.min(Math.max(1, limit), pageMax);
      const found = await storage.pageKeys({ of, before: before?.data ?? null, limit: size + 1 });
      const shown = found.slice(0, size);
      const nextCursor = found.length > size ? (shown.at(-1)?.id ?? null) : null;
      return { kind: 'page', keys: shown.map(toView), nextCursor };
    },
    /** One that was revoked before is answered as it was. */
    async revoke(of: KeysOf, id: ApiKeyId): Promise<{ readonly kind: 'revoked'; readonly key: ApiKeyView } | Refused> {
      const key = await storage.revokeKey({ id, of, at: clock.now() });
      if (key === null) return refusal('key_not_found', {});
      forgetKeys();
      return { kind: 'revoked', key: toView(key) };
    },
  };
}

/** A service spends for others, and is bounded by their budgets; null: the terms are those of any key. */
function termIn({
  max_budget_cents: cents,
  max_budget_microcredits: most,
  budget_duration: every,
  models,
}: ApiKeyTerms) {
  if (cents !== undefined) return 'max_budget_cents';
  if (most !== undefined) return 'max_budget_microcredits';
  if (every !== undefined) return 'budget_duration';
  return models === null ? null : 'models';
}

/** null: there is none. */
function budgetOf(
  {
    max_budget_cents: cents,
    max_budget_microcredits: most,
    budget_duration: every,
    budget_time_zone: zone,
  }: ApiKeyTerms,
  { creditRate }: Pick<UsecaseConfig, 'creditRate'>,
): KeyBudget | null | Refused {
  if (cents !== undefined && most !== undefined)
    return refusal('invalid_request', {
      reason: 'either_field',
      field: 'max_budget_cents',
      other: 'max_budget_microcredits',
    });
  const limit = cents === undefined ? most : wholeWorth(cents, creditRate);
  if (limit !== undefined) return { limit, every: every ?? null, zone };
  if (every === undefined) return null;
  return refusal('invalid_request', { reason: 'field_missing', field: 'max_budget_microcredits' });
}

export function toView(key: ApiKey): ApiKeyView {
  const { owner, budget } = key;
  return {
    id: key.id,
    name: key.name,
    key_last4: key.last4,
    kind: owner.kind,
    user_id: owner.kind === 'user' ? owner.user : owner.kind === 'team' ? owner.member : null,
    team_id: owner.kind === 'team' ? owner.team : null,
    max_budget_microcredits: budget?.limit ?? null,
    budget_duration: budget?.every ?? null,
    budget_time_zone: budget?.zone ?? 'UTC',
    models: key.models === null ? null : [...key.models],
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    last_used_at: key.lastUsedAt,
  };
}

/** What a key is told of itself. `budget`: its own, as it stands now; null: it has none. */
export function viewOfSelf(key: ApiKey, budget: BudgetSeen | null): KeySelfView {
  const { id, name, key_last4, max_budget_microcredits, budget_duration, budget_time_zone, models, expires_at } =
    toView(key);
  return {
    id,
    name,
    key_last4,
    max_budget_microcredits,
    budget_duration,
    budget_time_zone,
    models,
    expires_at,
    spent_microcredits: budget && budget.used,
    remaining_microcredits: budget && roomIn([budget]),
    resets_at: budget === null || budget.endsAt === noEnd ? null : budget.endsAt,
  };
}
