// The rows of API keys, as records and back.
import type { ApiKeyId, BudgetDuration } from '../../contract/keys/api-keys.ts';
import type { ApiKey, KeyBudget, KeyHash, KeyOwner } from '../../domain/keys/api-key.ts';
import { microcredits } from '../../domain/money.ts';
import { invariant } from '../../lib/invariant.ts';
import type { KeysOf } from '../keys/key-store.ts';
import type { Cell } from './cell.ts';
import { toJson } from './json-columns.ts';

export type KeyRow = {
  readonly seq: number;
  readonly id: ApiKeyId;
  readonly hash: KeyHash;
  readonly last4: string;
  readonly kind: KeyOwner['kind'];
  readonly user_id: string | null;
  readonly team_id: string | null;
  readonly name: string;
  readonly budget_limit: number | null;
  readonly budget_every: BudgetDuration | null;
  readonly budget_zone: string;
  readonly models: string | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
};

export const keyColumns = `id, hash, last4, kind, user_id, team_id, name, budget_limit, budget_every, budget_zone, models,
  created_at, expires_at, revoked_at, last_used_at`;

export function keyValues(key: ApiKey): readonly Cell[] {
  const { owner, budget } = key;
  return [
    key.id,
    key.hash,
    key.last4,
    owner.kind,
    owner.kind === 'user' ? owner.user : owner.kind === 'team' ? owner.member : null,
    owner.kind === 'team' ? owner.team : null,
    key.name,
    budget?.limit ?? null,
    budget?.every ?? null,
    budget?.zone ?? 'UTC',
    toJson(key.models),
    key.createdAt,
    key.expiresAt,
    key.revokedAt,
    key.lastUsedAt,
  ];
}

/** Whether a row is one of these keys. */
export function isKeyOf({ kind, user_id: user, team_id: team }: KeyRow, of: KeysOf): boolean {
  switch (of.kind) {
    case 'all':
      return true;
    case 'user':
      return kind === 'user' && user === of.user;
    case 'team':
      return team === of.team;
  }
}

export function toKey(row: KeyRow | undefined): ApiKey | null {
  if (row === undefined) return null;
  const models: readonly string[] | null = row.models === null ? null : JSON.parse(row.models);
  return {
    id: row.id,
    hash: row.hash,
    last4: row.last4,
    owner: toOwner(row),
    name: row.name,
    budget: toBudget(row),
    models,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

function toOwner({ id, kind, user_id: user, team_id: team }: KeyRow): KeyOwner {
  if (kind === 'service') return { kind };
  if (kind === 'team') {
    invariant(team !== null, () => `API key ${id} has lost its team`);
    return { kind, team, member: user };
  }
  invariant(user !== null, () => `API key ${id} has lost its user`);
  return { kind, user };
}

function toBudget({ budget_limit: limit, budget_every: every, budget_zone: zone }: KeyRow): KeyBudget | null {
  return limit === null ? null : { limit: microcredits(limit), every, zone };
}
