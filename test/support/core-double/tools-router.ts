// Servers of tools over the double's memory. Every one that is switched on has one tool.
import { implement } from '@orpc/server';
import { appContract } from '../../../src/preload/contract/contract.ts';
import type { ToolServer, ToolServerId } from '../../../src/preload/contract/tools.ts';
import type { World } from './world.ts';

const os = implement(appContract.tools);
const always = new AbortController().signal;
const echo = {
  name: 'echo',
  title: null,
  description: 'Says it again',
  fingerprint: 'a'.repeat(64),
  isAlwaysAllowed: false,
};
const ready = { kind: 'ready' as const, tools: [echo], isCut: false };

export function toolsRouter({ toolServers }: World) {
  /** null takes it away. */
  function change(id: ToolServerId, work: (server: ToolServer) => ToolServer | null): { kind: 'done' | 'gone' } {
    const all = toolServers.current();
    if (!all.some((one) => one.id === id)) return { kind: 'gone' };
    toolServers.set(all.flatMap((one) => (one.id === id ? (work(one) ?? []) : one)));
    return { kind: 'done' };
  }
  const setAllowed =
    (isAlwaysAllowed: boolean) =>
    (server: ToolServer): ToolServer => {
      if (server.state.kind !== 'ready') return server;
      return {
        ...server,
        state: { ...ready, tools: server.state.tools.map((tool) => ({ ...tool, isAlwaysAllowed })) },
      };
    };

  return os.router({
    watch: os.watch.handler(async function* ({ signal }) {
      for await (const list of toolServers.watch(signal ?? always)) yield [...list];
    }),
    save: os.save.handler(({ input: { id, name, way } }) => {
      const known = toolServers.current().find((one) => one.id === id);
      const shown: ToolServer['way'] =
        way.kind === 'stdio' ? { ...way, env: Object.keys(way.env) } : { ...way, headers: Object.keys(way.headers) };
      const rest = toolServers.current().filter((one) => one.id !== id);
      if (rest.some((one) => one.name.toLowerCase() === name.toLowerCase())) return { kind: 'name_taken' };
      const saved: ToolServer = { id, name, way: shown, state: known?.state ?? { kind: 'off' } };
      toolServers.set([...rest, saved].toSorted((one, other) => one.name.localeCompare(other.name)));
      return { kind: 'saved', id };
    }),
    setOn: os.setOn.handler(({ input }) =>
      change(input.id, (one) => ({ ...one, state: input.isOn ? ready : { kind: 'off' } })),
    ),
    restart: os.restart.handler(({ input }) => change(input.id, (one) => ({ ...one, state: ready }))),
    remove: os.remove.handler(({ input }) => change(input.id, () => null)),
    import: os.import.handler(() => ({ kind: 'no_servers' })),
    allow: os.allow.handler(({ input }) => change(input.id, setAllowed(input.chatId === null))),
    forbid: os.forbid.handler(({ input }) => {
      change(input.id, setAllowed(false));
      return { kind: 'done' };
    }),
  });
}
