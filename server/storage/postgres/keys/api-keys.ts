// API keys: their statements, and their part of the store.
import type { ApiKeyId } from '../../../contract/keys/api-keys.ts';
import type { ApiKey, KeyOwner } from '../../../domain/keys/api-key.ts';
import type { TeamMember } from '../../../domain/teams/team.ts';
import type { KeyStore } from '../../keys/key-store.ts';
import { isKeyOf, keyColumns, type KeyRow, keyValues, toKey } from '../../rows/key-rows.ts';
import { lockNames } from '../locks.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { placesFor, sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

const byHash = sql<KeyRow>('SELECT * FROM api_keys WHERE hash = $1');
const byId = sql<KeyRow>('SELECT * FROM api_keys WHERE id = $1');
const byIdLocked = sql<KeyRow>('SELECT * FROM api_keys WHERE id = $1 FOR NO KEY UPDATE');
const insert = sql(`INSERT INTO api_keys (${keyColumns}) VALUES (${placesFor(keyColumns)})`);
type Count = { readonly count: number };
const openOfUser = sql<Count>(
  "SELECT count(*) AS count FROM api_keys WHERE user_id = $1 AND kind = 'user' AND revoked_at IS NULL",
);
const openOfTeam = sql<Count>('SELECT count(*) AS count FROM api_keys WHERE team_id = $1 AND revoked_at IS NULL');
const openOfServices = sql<Count>(
  "SELECT count(*) AS count FROM api_keys WHERE kind = 'service' AND revoked_at IS NULL",
);
const pageOfAll = sql<KeyRow>('SELECT * FROM api_keys WHERE seq < $1 ORDER BY seq DESC LIMIT $2');
const pageOfUser = sql<KeyRow>(
  "SELECT * FROM api_keys WHERE user_id = $3 AND kind = 'user' AND seq < $1 ORDER BY seq DESC LIMIT $2",
);
const pageOfTeam = sql<KeyRow>('SELECT * FROM api_keys WHERE team_id = $3 AND seq < $1 ORDER BY seq DESC LIMIT $2');
const revoke = sql('UPDATE api_keys SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL');
const revokeOfMember = sql(
  'UPDATE api_keys SET revoked_at = $1 WHERE team_id = $2 AND user_id = $3 AND revoked_at IS NULL',
);
const noteUse = sql(
  'UPDATE api_keys SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at <= $3)',
);

export function createKeyStore({ read, write }: LedgerDatabase): KeyStore {
  return {
    readKey: (hash) => read(async (tx) => toKey(await tx.one(byHash, [hash]))),
    readKeyNamed: (id) => read((tx) => keyNamed(tx, id)),
    addKey: (key, most) => write((tx) => addKey(tx, key, most)),
    pageKeys: (page) => read((tx) => pageKeys(tx, page)),
    revokeKey: ({ id, of, at }) =>
      write(async (tx) => {
        const row = await tx.one(byIdLocked, [id]);
        if (row === undefined || !isKeyOf(row, of)) return null;
        await tx.run(revoke, [at, id]);
        return keyNamed(tx, id);
      }),
    noteKeyUse: ({ id, at, unlessSince }) => write(async (tx) => void (await tx.run(noteUse, [at, id, unlessSince]))),
  };
}

export async function revokeKeysOfMember(tx: Transaction, { teamId, userId, removedAt }: TeamMember): Promise<void> {
  await tx.run(revokeOfMember, [removedAt, teamId, userId]);
}

async function keyNamed(tx: Transaction, id: ApiKeyId): Promise<ApiKey | null> {
  return toKey(await tx.one(byId, [id]));
}

async function addKey(tx: Transaction, key: ApiKey, most: number): Promise<boolean> {
  await lockNames(tx, 'matter', [`keys:${ownerName(key.owner)}`]);
  if ((await countOpen(tx, key.owner)) >= most) return false;
  await tx.run(insert, keyValues(key));
  return true;
}

async function countOpen(tx: Transaction, owner: KeyOwner): Promise<number> {
  switch (owner.kind) {
    case 'user':
      return (await tx.one(openOfUser, [owner.user]))?.count ?? 0;
    case 'team':
      return (await tx.one(openOfTeam, [owner.team]))?.count ?? 0;
    case 'service':
      return (await tx.one(openOfServices))?.count ?? 0;
  }
}

async function pageKeys(
  tx: Transaction,
  { of, before, limit }: Parameters<KeyStore['pageKeys']>[0],
): Promise<readonly ApiKey[]> {
  const seq = before === null ? Number.MAX_SAFE_INTEGER : ((await tx.one(byId, [before]))?.seq ?? 0);
  const rows =
    of.kind === 'all'
      ? await tx.all(pageOfAll, [seq, limit])
      : of.kind === 'user'
        ? await tx.all(pageOfUser, [seq, limit, of.user])
        : await tx.all(pageOfTeam, [seq, limit, of.team]);
  return rows.flatMap((row) => toKey(row) ?? []);
}

function ownerName(owner: KeyOwner): string {
  switch (owner.kind) {
    case 'user':
      return `user:${owner.user}`;
    case 'team':
      return `team:${owner.team}`;
    case 'service':
      return 'service';
  }
}
