// Speaks with a server at an address (Streamable HTTP), over a fetch that counts what comes.
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { ToolServerTrouble } from '../../../preload/contract/tools.ts';
import type { FlowBudget } from './flow-budget.ts';
import { saidMax, ServerFailed } from './server-failed.ts';

type Parts = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly budget: FlowBudget;
  /** An answer broke in the middle, or held more than may come. */
  readonly onBroken: (trouble: ToolServerTrouble) => void;
};

/** What the SDK sends stays within the origin of the address: a redirect to elsewhere, which would take the headers along, is not followed. */
export function createAddressTransport({ url, headers, budget, onBroken }: Parts): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch: countedFetch(budget, onBroken),
    requestInit: { headers: { ...headers } },
  });
}

export function countedFetch(budget: FlowBudget, onBroken: Parts['onBroken']): FetchLike {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    // A stream of news may end at any time, and is opened again; what was asked for has to come whole.
    const onEnd = init?.method === 'POST' ? onBroken : () => undefined;
    return new Response(counted(response.body, { budget, onEnd, onFlood: onBroken }), { status, statusText, headers });
  };
}

type Counting = {
  readonly budget: FlowBudget;
  readonly onEnd: Parts['onBroken'];
  readonly onFlood: Parts['onBroken'];
};

function counted(body: ReadableStream<Uint8Array>, { budget, onEnd, onFlood }: Counting): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isCancelled = false;

  async function next(): Promise<Uint8Array | null> {
    try {
      const { done, value } = await reader.read();
      return done ? null : value;
    } catch (error) {
      if (!isCancelled) onEnd({ code: 'unreachable', detail: reasonOf(error) });
      throw error;
    }
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await next();
      if (isCancelled) return;
      if (chunk === null) return controller.close();
      if (budget.take(chunk.byteLength)) return controller.enqueue(chunk);
      const trouble: ToolServerTrouble = { code: 'flooded', detail: '' };
      onFlood(trouble);
      await reader.cancel();
      throw new ServerFailed(trouble);
    },
    cancel(reason) {
      isCancelled = true;
      return reader.cancel(reason);
    },
  });
}

/** null: it is not about the way to the server. */
export function addressTrouble(error: unknown): ToolServerTrouble | null {
  if (error instanceof ServerFailed) return error.trouble;
  if (error instanceof StreamableHTTPError) return statusTrouble(error.code ?? 0, error.message);
  if (error instanceof TypeError && error.message === 'fetch failed')
    return { code: 'unreachable', detail: reasonOf(error.cause) };
  return null;
}

function statusTrouble(status: number, said: string): ToolServerTrouble {
  if (status === 401 || status === 403) return { code: 'sign_in' };
  const detail = said.slice(0, saidMax);
  return status > 0 ? { code: 'status', status, detail } : { code: 'not_understood', detail };
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return (code || cause.message).slice(0, saidMax);
}
