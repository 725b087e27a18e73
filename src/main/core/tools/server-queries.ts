// Servers of tools and permissions, in the database.
import { z } from 'zod';
import { ChatId } from '../../../preload/contract/ids.ts';
import { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import { ToolServerId, ToolServerWay } from '../../../preload/contract/tools.ts';
import type { Readable, ReadableDb, WritableDb } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';

const ServerRow = z
  .object({ id: ToolServerId, name: z.string(), way: jsonColumn(ToolServerWay), place: TokenPlace, is_on: z.int() })
  .transform(({ is_on, ...row }) => ({ ...row, isOn: is_on === 1 }));
export type StoredServer = Readonly<z.infer<typeof ServerRow>>;

const server = 'SELECT id, name, way, place, is_on FROM tool_servers';

/** One that cannot be read is not started, and offers nothing. */
export function listServers(db: ReadableDb): StoredServer[] {
  return readServers(db).rows;
}

export function readServers(db: ReadableDb): Readable<StoredServer> {
  return db.readable(ServerRow, `${server} ORDER BY name`);
}

export function findServer(db: ReadableDb, id: ToolServerId): StoredServer | null {
  return db.readable(ServerRow, `${server} WHERE id = @id`, { id }).rows[0] ?? null;
}

export function putServer(db: WritableDb, { id, name, way, place, isOn }: StoredServer, now: number): void {
  db.run(
    `INSERT INTO tool_servers (id, name, way, place, is_on, created_at) VALUES (@id, @name, @way, @place, @isOn, @now)
     ON CONFLICT (id) DO UPDATE SET name = @name, way = @way, place = @place, is_on = @isOn`,
    { id, name, way: JSON.stringify(way), place, isOn: isOn ? 1 : 0, now },
  );
}

/** With all that was allowed of it. */
export function deleteServer(db: WritableDb, id: ToolServerId): void {
  db.run('DELETE FROM tool_servers WHERE id = @id', { id });
}

export type Permission = {
  readonly id: ToolServerId;
  readonly tool: string;
  /** Of the tool as it describes itself; a permission for another fingerprint is none. */
  readonly fingerprint: string;
  /** null: in every chat. */
  readonly chatId: ChatId | null;
};

export function putPermission(db: WritableDb, { id, tool, fingerprint, chatId }: Permission, now: number): void {
  db.run(
    `INSERT INTO tool_permissions (server_id, tool, chat_id, fingerprint, allowed_at)
     VALUES (@id, @tool, @chatId, @fingerprint, @now)
     ON CONFLICT (server_id, tool, coalesce(chat_id, '')) DO UPDATE SET fingerprint = @fingerprint, allowed_at = @now`,
    { id, tool, chatId, fingerprint, now },
  );
}

/** In this chat, or in every chat; with a chatId of null only the latter counts. */
export function isPermitted(db: ReadableDb, { id, tool, fingerprint, chatId }: Permission): boolean {
  const found = db.get(
    z.unknown(),
    `SELECT 1 FROM tool_permissions WHERE server_id = @id AND tool = @tool AND fingerprint = @fingerprint
     AND (chat_id IS NULL OR chat_id = @chatId)`,
    { id, tool, fingerprint, chatId },
  );
  return found !== null;
}

const PermissionRow = z
  .object({ tool: z.string(), fingerprint: z.string(), chat_id: ChatId.nullable() })
  .transform(({ chat_id, ...row }) => ({ ...row, chatId: chat_id }));
export type GivenPermission = Readonly<z.infer<typeof PermissionRow>>;

/** The permissions of all tools of a server, the oldest first; without those for chats that were deleted. */
export function listPermissions(db: ReadableDb, id: ToolServerId): GivenPermission[] {
  const { rows } = db.readable(
    PermissionRow,
    `SELECT p.tool, p.fingerprint, p.chat_id FROM tool_permissions p LEFT JOIN chats c ON c.id = p.chat_id
     WHERE p.server_id = @id AND (p.chat_id IS NULL OR c.removed_at IS NULL) ORDER BY p.allowed_at`,
    { id },
  );
  return rows;
}

/** `tool` left out: of all tools of the server; `chatId` left out: in every chat. */
export function deletePermissions(
  db: WritableDb,
  { id, tool, chatId }: { readonly id: ToolServerId; readonly tool?: string; readonly chatId?: ChatId | undefined },
): void {
  db.run(
    `DELETE FROM tool_permissions
     WHERE server_id = @id AND tool = coalesce(@tool, tool) AND (@chatId IS NULL OR chat_id = @chatId)`,
    { id, tool: tool ?? null, chatId: chatId ?? null },
  );
}

export function isChatThere(db: ReadableDb, id: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM chats WHERE id = @id AND removed_at IS NULL', { id }) !== null;
}
