// Which tools of which servers a chat offers, by what it leaves out, and what they take of the window. Pure.
import type { LeftOutTool, ToolFacts, ToolServer } from '../../../../preload/contract/tools.ts';

type LeftOut = readonly LeftOutTool[];

export function toolsOf({ state }: ToolServer): readonly ToolFacts[] {
  return state.kind === 'ready' ? state.tools : [];
}

export function isOffered(leftOut: LeftOut, server: ToolServer, tool: ToolFacts): boolean {
  return !leftOut.some((one) => one.server === server.id && (one.tool === null || one.tool === tool.name));
}

/** `some`: not all of its tools. */
export function offerOf(leftOut: LeftOut, server: ToolServer): 'all' | 'some' | 'none' {
  const own = leftOut.filter((one) => one.server === server.id);
  if (own.some(({ tool }) => tool === null)) return 'none';
  const tools = toolsOf(server);
  const count = tools.filter((tool) => isOffered(leftOut, server, tool)).length;
  if (count === tools.length) return 'all';
  return count === 0 ? 'none' : 'some';
}

/** The whole of it, with what it may come to have. */
export function withServer(leftOut: LeftOut, server: ToolServer, isIn: boolean): LeftOut {
  const others = leftOut.filter((one) => one.server !== server.id);
  return isIn ? others : [...others, { server: server.id, tool: null }];
}

type Tick = { readonly tool: ToolFacts; readonly isIn: boolean };

export function withTool(leftOut: LeftOut, server: ToolServer, { tool, isIn }: Tick): LeftOut {
  const others = leftOut.filter((one) => one.server !== server.id);
  const out = toolsOf(server).filter((one) => (one.name === tool.name ? !isIn : !isOffered(leftOut, server, one)));
  // One that is away now and was left out stays so.
  const away = leftOut.filter(
    (one) => one.server === server.id && one.tool !== null && !toolsOf(server).some(({ name }) => name === one.tool),
  );
  return [...others, ...away, ...out.map(({ name }) => ({ server: server.id, tool: name }))];
}

export type Sum = { readonly tools: number; readonly tokens: number };

export function sumOf(leftOut: LeftOut, servers: readonly ToolServer[]): Sum {
  const offered = servers.flatMap((server) => toolsOf(server).filter((tool) => isOffered(leftOut, server, tool)));
  return { tools: offered.length, tokens: offered.reduce((sum, { tokens }) => sum + tokens, 0) };
}
