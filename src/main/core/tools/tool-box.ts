// What a chat has of the tools: which there are, whether one may run, and a call. A call never runs another tool than was offered.
import type { LeftOutTool, ToolServerId } from '../../../preload/contract/tools.ts';
import type { OfferedTool, ToolBox } from '../ports.ts';
import type { ReadableDb } from '../store/db.ts';
import type { ChatTools } from './chat-tools.ts';
import type { KeptServer } from './keep-server.ts';
import { isPermitted, listServers, type Permission } from './server-queries.ts';
import { ServerFailed } from './server-failed.ts';
import { namesForModels } from './tool-names.ts';
import type { Tool } from './read-tools.ts';

type Parts = {
  readonly db: ReadableDb;
  readonly serverOf: (id: ToolServerId) => KeptServer | undefined;
  readonly ofChats: Pick<ChatTools, 'leftOut' | 'leaveOut'>;
  readonly allow: (permission: Permission) => 'done' | 'gone';
};

export function createToolBox({ db, serverOf, ofChats, allow }: Parts): ToolBox {
  function toolsOf(id: ToolServerId): readonly Tool[] {
    const state = serverOf(id)?.state.current();
    return state?.kind === 'ready' ? state.offered.tools : [];
  }

  return {
    leftOut: ofChats.leftOut,
    leaveOut: ofChats.leaveOut,
    offered(chatId) {
      const leftOut = ofChats.leftOut(chatId);
      const all = listServers(db).flatMap(({ id, name: server }) => toolsOf(id).map((tool) => ({ id, server, tool })));
      const names = namesForModels(all.map(({ server, tool }) => ({ server, tool: tool.name })));
      const offered = all.map(({ id, server, tool }, at): OfferedTool => {
        const { description, inputSchema, fingerprint } = tool;
        const name = names[at] ?? tool.name;
        return { name, description, inputSchema, server: { id, name: server }, tool: tool.name, fingerprint };
      });
      // Names are given before anything is left out, so that no tool's name hangs on that.
      return offered.filter(({ server, tool }) => !isLeftOut(leftOut, server.id, tool));
    },
    isAllowed: ({ server, tool, fingerprint }, chatId) => isPermitted(db, { id: server.id, tool, fingerprint, chatId }),
    allow: ({ server, tool, fingerprint }, chatId) => allow({ id: server.id, tool, fingerprint, chatId }),
    async call({ server, tool, fingerprint }, input, signal) {
      const up = serverOf(server.id);
      if (up === undefined) return { kind: 'gone' };
      const isDown = up.state.current().kind !== 'ready';
      if (!isDown && !toolsOf(server.id).some((one) => one.name === tool && one.fingerprint === fingerprint))
        return { kind: 'gone' };
      try {
        return { kind: 'answered', ...(await up.call(tool, input, signal)) };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ServerFailed) return { kind: 'failed', trouble: error.trouble };
        throw error;
      }
    },
  };
}

function isLeftOut(leftOut: readonly LeftOutTool[], server: ToolServerId, tool: string): boolean {
  return leftOut.some((one) => one.server === server && (one.tool === null || one.tool === tool));
}
