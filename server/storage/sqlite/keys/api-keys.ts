// The statements of API keys.
import type { ApiKeyId } from '../../../contract/keys/api-keys.ts';
import type { ApiKey, KeyHash, KeyOwner } from '../../../domain/keys/api-key.ts';
import type { TeamMember } from '../../../domain/teams/team.ts';
import type { KeyStore } from '../../keys/key-store.ts';
import type { Connection } from '../connection.ts';
import type { LedgerFile } from '../serve-file.ts';
import { type KeyRow, isKeyOf, keyColumns, keyValues, toKey } from '../../rows/key-rows.ts';

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
    `INSERT INTO api_keys (${keyColumns})
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
      insert.run(...keyValues(key));
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
      if (row === undefined || !isKeyOf(row, of)) return null;
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
