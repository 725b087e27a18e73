// fetch for an identity provider: no redirects, bounded waits and bodies, https or this computer only. Knows nothing of what is said.
import { Agent, fetch } from 'undici';
import { isSafeAddress } from './safe-address.ts';

const connectMs = 5_000;
const answerMs = 10_000;
const answerBytesMax = 256 * 1024;

export type IssuerRequest = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
};

export type IssuerFetch = { fetch(url: string, request: IssuerRequest): Promise<Response>; close(): Promise<void> };

export function createIssuerFetch(): IssuerFetch {
  const dispatcher = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    connections: 2,
  });
  return {
    async fetch(url, { method, headers, body, signal }) {
      if (!isSafeAddress(url)) throw new Error('An identity provider is asked by https only');
      const options = { headers, signal: signal ?? null, redirect: 'manual', dispatcher } as const;
      // The library posts forms, and nothing else has a body.
      const form = body instanceof URLSearchParams ? body.toString() : null;
      const answer = await (method === 'POST'
        ? fetch(url, { ...options, method: 'POST', body: form })
        : fetch(url, options));
      const bytes = await readBounded(answer.body);
      const shown = new Headers([...answer.headers]);
      const hasBody = answer.status !== 204 && answer.status !== 304;
      return new Response(hasBody ? bytes : null, { status: answer.status, headers: shown });
    },
    close: async () => await dispatcher.destroy(),
  };
}

async function readBounded(body: AsyncIterable<Uint8Array> | null): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) throw new Error(`The identity provider sent more than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
