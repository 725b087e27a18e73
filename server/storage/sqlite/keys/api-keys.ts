// The statements of API keys.
import type { ApiKeyId, BudgetDuration } from '../../../contract/keys/api-keys.ts';
import type { ApiKey, KeyBudget, KeyHash, KeyOwner } from '../../../domain/keys/api-key.ts';
import { microcredits } from '../../../domain/money.ts';
import type { TeamMember } from '../../../domain/teams/team.ts';
import { invariant } from '../../../lib/invariant.ts';
import type { KeysOf, KeyStore } from '../../keys/key-store.ts';
import type { Connection } from '../connection.ts';
import { toJson } from '../holds/json-columns.ts';
import type { LedgerFile } from '../serve-file.ts';

type KeyRow = {
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

export type ApiKeys = ReturnType<typeof prepareApiKeys>;

/** The keys' part of the store. */
export function createKeyStore({ read, write }: LedgerFile, { apiKeys }: { readonly apiKeys: ApiKeys }): KeyStore {
  return {
    readKey: (hash) => read(() => apiKeys.key(hash)),
    readKeyNamed: (id) => read(() => apiKeys.named(id)),
    addKey: (key, most) => write(() => apiKeys.add(key, most)),
    pageKeys: (page) => read(() => apiKeys.page(page)),
    revokeKey: (named) => write(() => apiKeys.revoke(named)),
    noteKeyUse: (use) => write(() => apiKeys.noteUse(use)),
  };
}

/** For use inside a transaction. */
export function prepareApiKeys(db: Connection) {
  const byHash = db.prepare<[string], KeyRow>('SELECT * FROM api_keys WHERE hash = ?');
  const insert = db.prepare(
    `INSERT INTO api_keys (id, hash, last4, kind, user_id, team_id, name, budget_limit, budget_every, budget_zone, models,
       created_at, expires_at, revoked_at, last_used_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const open = {
    user: db.prepare<[string | null], { count: number }>(
      "SELECT COUNT(*) AS count FROM api_keys WHERE user_id = ? AND kind = 'user' AND revoked_at IS NULL",
    ),
    team: db.prepare<[string | null], { count: number }>(
      'SELECT COUNT(*) AS count FROM api_keys WHERE team_id = ? AND revoked_at IS NULL',
    ),
    service: db.prepare<[], { count: number }>(
      "SELECT COUNT(*) AS count FROM api_keys WHERE kind = 'service' AND revoked_at IS NULL",
    ),
  };
  const seqOf = db.prepare<[string], { seq: number }>('SELECT seq FROM api_keys WHERE id = ?');
  const pages = {
    all: db.prepare<[number, number], KeyRow>('SELECT * FROM api_keys WHERE seq < ? ORDER BY seq DESC LIMIT ?'),
    user: db.prepare<[string, number, number], KeyRow>(
      "SELECT * FROM api_keys WHERE user_id = ? AND kind = 'user' AND seq < ? ORDER BY seq DESC LIMIT ?",
    ),
    team: db.prepare<[string, number, number], KeyRow>(
      'SELECT * FROM api_keys WHERE team_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    ),
  };
  const byId = db.prepare<[string], KeyRow>('SELECT * FROM api_keys WHERE id = ?');
  const revoke = db.prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  const revokeOfMember = db.prepare(
    'UPDATE api_keys SET revoked_at = ? WHERE team_id = ? AND user_id = ? AND revoked_at IS NULL',
  );
  const noteUse = db.prepare(
    'UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)',
  );

  function countOpen(owner: KeyOwner): number {
    switch (owner.kind) {
      case 'user':
        return open.user.get(owner.user)?.count ?? 0;
      case 'team':
        return open.team.get(owner.team)?.count ?? 0;
      case 'service':
        return open.service.get()?.count ?? 0;
    }
  }

  return {
    key: (hash: KeyHash) => toKey(byHash.get(hash)),
    named: (id: ApiKeyId) => toKey(byId.get(id)),
    add(key: ApiKey, most: number): boolean {
      if (countOpen(key.owner) >= most) return false;
      const { owner, budget } = key;
      insert.run(
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
      );
      return true;
    },
    page({ of, before, limit }: Parameters<KeyStore['pageKeys']>[0]): readonly ApiKey[] {
      const seq = before === null ? Number.MAX_SAFE_INTEGER : (seqOf.get(before)?.seq ?? 0);
      const rows =
        of.kind === 'all'
          ? pages.all.all(seq, limit)
          : of.kind === 'user'
            ? pages.user.all(of.user, seq, limit)
            : pages.team.all(of.team, seq, limit);
      return rows.flatMap((row) => toKey(row) ?? []);
    },
    revoke({ id, of, at }: Parameters<KeyStore['revokeKey']>[0]): ApiKey | null {
      const row = byId.get(id);
      if (row === undefined || !isOf(row, of)) return null;
      revoke.run(at, id);
      return toKey(byId.get(id));
    },
    revokeOfMember({ teamId, userId, removedAt }: TeamMember): void {
      revokeOfMember.run(removedAt, teamId, userId);
    },
    noteUse({ id, at, unlessSince }: Parameters<KeyStore['noteKeyUse']>[0]): void {
      noteUse.run(at, id, unlessSince);
    },
  };
}

function isOf({ kind, user_id: user, team_id: team }: KeyRow, of: KeysOf): boolean {
  switch (of.kind) {
    case 'all':
      return true;
    case 'user':
      return kind === 'user' && user === of.user;
    case 'team':
      return team === of.team;
  }
}

function toKey(row: KeyRow | undefined): ApiKey | null {
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
