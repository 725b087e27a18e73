// Servers of tools and permissions, in the database.
import { z } from 'zod';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { TokenPlace } from '../../../preload/contract/secret-trouble.ts';
import { ToolServerId, ToolServerWay } from '../../../preload/contract/tools.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';

const ServerRow = z
  .object({ id: ToolServerId, name: z.string(), way: jsonColumn(ToolServerWay), place: TokenPlace, is_on: z.int() })
  .transform(({ is_on, ...row }) => ({ ...row, isOn: is_on === 1 }));
export type StoredServer = Readonly<z.infer<typeof ServerRow>>;

const server = 'SELECT id, name, way, place, is_on FROM tool_servers';

export function listServers(db: ReadableDb): StoredServer[] {
  return db.all(ServerRow, `${server} ORDER BY name`);
}

export function findServer(db: ReadableDb, id: ToolServerId): StoredServer | null {
  return db.get(ServerRow, `${server} WHERE id = @id`, { id });
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

/** In every chat. Left out: of all tools of the server. */
export function deletePermissions(db: WritableDb, id: ToolServerId, tool?: string): void {
  db.run('DELETE FROM tool_permissions WHERE server_id = @id AND tool = coalesce(@tool, tool)', {
    id,
    tool: tool ?? null,
  });
}

export function isChatThere(db: ReadableDb, id: ChatId): boolean {
  return db.get(z.unknown(), 'SELECT 1 FROM chats WHERE id = @id AND removed_at IS NULL', { id }) !== null;
}
