// Which tools each chat offers its models: all that are up, but for what the person took out of that chat.
import { z } from 'zod';
import type { ChatId } from '../../../preload/contract/ids.ts';
import { ToolServerId, type LeftOutTool } from '../../../preload/contract/tools.ts';
import type { ReadableDb, WritableDb } from '../store/db.ts';
import { createCell } from '../watchable.ts';
import { isChatThere } from './server-queries.ts';

export type ChatTools = {
  leftOut(this: void, chatId: ChatId): readonly LeftOutTool[];
  /** Called within a transaction. What is of a server that is gone is dropped. */
  leaveOut(this: void, chatId: ChatId, tools: readonly LeftOutTool[]): void;
  /** These give null where there is no such chat. */
  watch(chatId: ChatId, signal: AbortSignal): AsyncGenerator<LeftOutTool[], void, void> | null;
  choose(chatId: ChatId, tools: readonly LeftOutTool[]): LeftOutTool[] | null;
};

export function createChatTools(db: WritableDb): ChatTools {
  /** Woken when any chat's choice changes; who watches one looks whether it was theirs. */
  const changes = createCell(0);

  async function* follow(chatId: ChatId, signal: AbortSignal): AsyncGenerator<LeftOutTool[], void, void> {
    let told: string | null = null;
    for await (const _ of changes.watch(signal)) {
      const now = listLeftOut(db, chatId);
      const text = JSON.stringify(now);
      if (text !== told) yield now;
      told = text;
    }
  }

  return {
    leftOut: (chatId) => listLeftOut(db, chatId),
    leaveOut: (chatId, tools) => putLeftOut(db, chatId, tools),
    watch: (chatId, signal) => (isChatThere(db, chatId) ? follow(chatId, signal) : null),
    choose(chatId, tools) {
      if (!isChatThere(db, chatId)) return null;
      db.transact('durable', () => putLeftOut(db, chatId, tools));
      changes.set(changes.current() + 1);
      return listLeftOut(db, chatId);
    },
  };
}

const LeftOutRow = z
  .object({ server_id: ToolServerId, tool: z.string() })
  .transform(({ server_id, tool }): LeftOutTool => ({ server: server_id, tool: tool === '' ? null : tool }));

/** Without those that cannot be read. */
function listLeftOut(db: ReadableDb, chatId: ChatId): LeftOutTool[] {
  const sql = 'SELECT server_id, tool FROM chat_tools_left_out WHERE chat_id = @chatId';
  return db.readable(LeftOutRow, sql, { chatId }).rows;
}

function putLeftOut(db: WritableDb, chatId: ChatId, tools: readonly LeftOutTool[]): void {
  db.run('DELETE FROM chat_tools_left_out WHERE chat_id = @chatId', { chatId });
  for (const { server, tool } of tools)
    db.run(
      `INSERT OR IGNORE INTO chat_tools_left_out (chat_id, server_id, tool)
       SELECT @chatId, id, @tool FROM tool_servers WHERE id = @server`,
      { chatId, server, tool: tool ?? '' },
    );
}
