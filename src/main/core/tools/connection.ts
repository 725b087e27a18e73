// One connection to one server, from its first word to its end: what it offers, and calls. All is bounded in time.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { McpError, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { core } from 'zod';
import type { ToolServerTrouble } from '../../../preload/contract/tools.ts';
import type { Clock, ToolAnswer } from '../ports.ts';
import { within } from '../time-limit.ts';
import { addressTrouble, createAddressTransport } from './address-transport.ts';
import { createFlowBudget, flowBounds, type FlowBounds } from './flow-budget.ts';
import { limited, TookTooLong } from './limited.ts';
import { createProgramTransport, type Program } from './program-transport.ts';
import { toolsMax } from '../../../preload/contract/tool-limits.ts';
import { readAnswer, readTools, ToolResult, ToolsPage, type OfferedTools } from './read-tools.ts';
import { saidMax, ServerFailed } from './server-failed.ts';

/** A first start by `npx` fetches the program. */
export const startMs = 60_000;
export const callMs = 120_000;
/** The SDK's own timers never end anything before ours do. */
const never = { timeout: 2_147_483_647 } as const;
/** The code with which the SDK ends what was asked when the transport closes (`ErrorCode.ConnectionClosed`). */
const connectionClosed = -32_000;
/** Pages of tools; a server that always names a next one is not asked for ever. */
const pagesMax = 20;

export type ServerAddress =
  | ({ readonly kind: 'stdio' } & Program)
  | { readonly kind: 'http'; readonly url: string; readonly headers: Readonly<Record<string, string>> };

export type Connection = {
  readonly offered: OfferedTools;
  /** Throws ServerFailed, or the signal's reason. What the server itself calls an error is an answer. */
  call(tool: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<ToolAnswer>;
  /** Asked anew, as when the server says that they have changed. */
  list(signal: AbortSignal): Promise<OfferedTools>;
  /** What it wrote last beside its messages; of one at an address nothing is heard. */
  said(): string;
  /** Once it is over by itself, or closed. */
  readonly over: Promise<ToolServerTrouble>;
  /** Ends the server's program with all that it started. */
  close(): Promise<void>;
};

export type ConnectParts = {
  readonly address: ServerAddress;
  readonly clock: Clock;
  readonly version: string;
  readonly onToolsChanged: () => void;
  readonly bounds?: FlowBounds;
};

/** Throws ServerFailed, or the signal's reason; nothing is left running then. */
export async function connect(parts: ConnectParts, signal: AbortSignal): Promise<Connection> {
  const { clock } = parts;
  const way = openWay(parts);
  const client = new Client({ name: 'tallystick', version: parts.version }, { capabilities: {} });
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => parts.onToolsChanged());

  async function close(): Promise<void> {
    await way.leave();
    await client.close();
    await way.transport.close();
  }

  /** What the transport knows of its end says more than what the call ended with. */
  async function ask<T>(ms: number, ended: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await Promise.race([
        limited({ clock, ms, signal: ended }, work),
        way.over.then((trouble) => Promise.reject(new ServerFailed(trouble))),
      ]);
    } catch (error) {
      ended.throwIfAborted();
      if (error instanceof McpError && error.code === connectionClosed) throw new ServerFailed(await way.over, error);
      const failure = failureOf(error, way.said());
      if (failure instanceof ServerFailed) way.noteTrouble(failure.trouble);
      throw failure;
    }
  }

  async function list(ended: AbortSignal): Promise<OfferedTools> {
    const offered: unknown[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < pagesMax && offered.length <= toolsMax; pages += 1) {
      const params = cursor === undefined ? {} : { cursor };
      const page = await ask(startMs, ended, (both) =>
        client.request({ method: 'tools/list', params }, ToolsPage, { ...never, signal: both }),
      );
      offered.push(...page.tools);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    return readTools(offered);
  }

  try {
    await ask(startMs, signal, (both) => client.connect(way.transport, { ...never, signal: both }));
    const hasTools = client.getServerCapabilities()?.tools !== undefined;
    const offered = hasTools ? await list(signal) : readTools([]);
    return { offered, call, list, said: way.said, over: way.over, close };
  } catch (error) {
    await close();
    throw error;
  }

  async function call(tool: string, input: Readonly<Record<string, unknown>>, ended: AbortSignal): Promise<ToolAnswer> {
    const params = { name: tool, arguments: { ...input } };
    try {
      const request = { method: 'tools/call', params } as const;
      return readAnswer(
        await ask(callMs, ended, (both) => client.request(request, ToolResult, { ...never, signal: both })),
      );
    } catch (error) {
      // The server's own no, such as to arguments that do not fit: the model can do something about it.
      if (error instanceof ServerFailed && error.cause instanceof McpError && error.trouble.code === 'not_understood')
        return { pieces: [{ kind: 'text', text: error.trouble.detail }], isError: true, isCut: false };
      throw error;
    }
  }
}

type Way = {
  readonly transport: Transport;
  readonly over: Promise<ToolServerTrouble>;
  readonly said: () => string;
  /** Tells a server at an address that nobody comes back. It may not answer, and need not. */
  readonly leave: () => Promise<void>;
  /** What a call ended with; of an address it may be the end of the connection. */
  readonly noteTrouble: (trouble: ToolServerTrouble) => void;
};

const leaveMs = 1500;

/** There is no line that could be cut: only a call finds out. A status is one as well, as a server that was restarted knows no earlier session. */
const endsAddress: ReadonlySet<ToolServerTrouble['code']> = new Set(['unreachable', 'flooded', 'status', 'sign_in']);

function openWay({ address, clock, bounds = flowBounds }: ConnectParts): Way {
  const budget = createFlowBudget(clock, bounds);
  if (address.kind === 'stdio') {
    const transport = createProgramTransport({ program: address, budget, clock });
    return {
      transport,
      over: transport.over,
      said: transport.said,
      leave: async () => undefined,
      noteTrouble: () => undefined,
    };
  }
  const over = Promise.withResolvers<ToolServerTrouble>();
  const { url, headers } = address;
  const transport = createAddressTransport({ url, headers, budget, onBroken: over.resolve });
  return {
    transport,
    over: over.promise,
    said: () => '',
    leave: () =>
      within(
        { clock, ms: leaveMs },
        transport.terminateSession().catch(() => undefined),
        undefined,
      ),
    noteTrouble(trouble) {
      if (endsAddress.has(trouble.code)) over.resolve(trouble);
    },
  };
}

function failureOf(error: unknown, said: string): unknown {
  if (error instanceof TookTooLong)
    return new ServerFailed({ code: 'slow', waitedS: error.waitedS, detail: said }, error);
  if (error instanceof McpError || error instanceof core.$ZodError)
    return new ServerFailed({ code: 'not_understood', detail: error.message.slice(0, saidMax) }, error);
  const trouble = addressTrouble(error);
  return trouble === null ? error : new ServerFailed(trouble, error);
}
