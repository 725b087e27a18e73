// Servers of tools over the double's memory. One that is switched on has the tools of its scenario, else one tool.
import { implement } from '@orpc/server';
import { appContract } from '../../../src/preload/contract/contract.ts';
import {
  ToolServerId,
  type NewToolServerWay,
  type SavedToolServer,
  type SkippedServer,
  type ToolServer,
} from '../../../src/preload/contract/tools.ts';
import { v7 } from 'uuid';
import type { ChatId } from '../../../src/preload/contract/ids.ts';
import { previewConfig } from '../../../src/main/core/tools/preview-config.ts';
import { readConfig } from '../../../src/main/core/tools/read-config.ts';
import type { World } from './world.ts';

const os = implement(appContract.tools);
const always = new AbortController().signal;
const echo = {
  name: 'echo',
  title: null,
  description: 'Says it again',
  fingerprint: 'a'.repeat(64),
  tokens: 40,
  isAlwaysAllowed: false,
  allowedIn: [],
};
const ready = { kind: 'ready' as const, tools: [echo], isCut: false };

export function toolsRouter({ toolServers, leftOut, scenario }: World) {
  const readyAs = ({ id }: ToolServer): ToolServer['state'] => {
    const state = scenario.toolServers?.find((one) => one.id === id)?.state;
    return state?.kind === 'ready' ? state : ready;
  };

  /** null takes it away. */
  function change(id: ToolServerId, work: (server: ToolServer) => ToolServer | null): { kind: 'done' | 'gone' } {
    const all = toolServers.current();
    if (!all.some((one) => one.id === id)) return { kind: 'gone' };
    toolServers.set(all.flatMap((one) => (one.id === id ? (work(one) ?? []) : one)));
    return { kind: 'done' };
  }
  const setAllowed =
    (isAlwaysAllowed: boolean, name: string) =>
    (server: ToolServer): ToolServer => {
      if (server.state.kind !== 'ready') return server;
      const tools = server.state.tools.map((tool) =>
        tool.name === name ? { ...tool, isAlwaysAllowed, allowedIn: [] } : tool,
      );
      return { ...server, state: { ...server.state, tools } };
    };
  const forgetIn =
    (name: string, chatId: ChatId) =>
    (server: ToolServer): ToolServer => {
      if (server.state.kind !== 'ready') return server;
      const tools = server.state.tools.map((tool) =>
        tool.name === name ? { ...tool, allowedIn: tool.allowedIn.filter((id) => id !== chatId) } : tool,
      );
      return { ...server, state: { ...server.state, tools } };
    };
  function put({ id, name, way }: { id: ToolServerId; name: string; way: NewToolServerWay }): SavedToolServer {
    const known = toolServers.current().find((one) => one.id === id);
    const shown: ToolServer['way'] =
      way.kind === 'stdio' ? { ...way, env: Object.keys(way.env) } : { ...way, headers: Object.keys(way.headers) };
    const rest = toolServers.current().filter((one) => one.id !== id);
    if (rest.some((one) => one.name.toLowerCase() === name.toLowerCase())) return { kind: 'name_taken' };
    const saved: ToolServer = { id, name, way: shown, state: known?.state ?? { kind: 'off' } };
    toolServers.set([...rest, saved].toSorted((one, other) => one.name.localeCompare(other.name)));
    return { kind: 'saved', id };
  }

  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const list of toolServers.watch(signal ?? always)) yield [...list];
    }),
    save: os.save.handler(({ input }) => put(input)),
    setOn: os.setOn.handler(({ input }) =>
      change(input.id, (one) => ({ ...one, state: input.isOn ? readyAs(one) : { kind: 'off' } })),
    ),
    restart: os.restart.handler(({ input }) => change(input.id, (one) => ({ ...one, state: readyAs(one) }))),
    remove: os.remove.handler(({ input }) => change(input.id, () => null)),
    import: os.import.handler(({ input }) => {
      const read = readConfig(input.text);
      if (read.kind !== 'read') return read;
      const added: string[] = [];
      const skipped: SkippedServer[] = [...read.skipped];
      for (const { name, way } of read.servers) {
        if (put({ id: ToolServerId.parse(v7()), name, way }).kind === 'saved') added.push(name);
        else skipped.push({ name, reason: 'name_taken' });
      }
      return { kind: 'read', added, skipped };
    }),
    preview: os.preview.handler(({ input }) =>
      previewConfig(
        input.text,
        toolServers.current().map(({ name }) => name),
      ),
    ),
    said: os.said.handler(async function* () {
      yield { text: scenario.serverWords ?? '' };
    }),
    report: os.report.handler(() => []),
    allow: os.allow.handler(({ input }) => change(input.id, setAllowed(input.chatId === null, input.tool))),
    leftOut: os.leftOut.handler(async function* ({ input, signal }) {
      for await (const all of leftOut.watch(signal ?? always)) yield all.get(input.chatId) ?? [];
    }),
    leaveOut: os.leaveOut.handler(({ input }) => {
      leftOut.set(new Map(leftOut.current()).set(input.chatId, input.tools));
      return input.tools;
    }),
    forbid: os.forbid.handler(({ input }) => {
      const { id, tool: name, chatId } = input;
      if (chatId === undefined) change(id, setAllowed(false, name));
      else change(id, forgetIn(name, chatId));
      return { kind: 'done' };
    }),
  });
}
