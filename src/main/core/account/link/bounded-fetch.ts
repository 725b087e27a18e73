// fetch for the companion server: one address, no redirects, bounded bodies. Knows nothing of what is said.
import { Agent, fetch } from 'undici';

/** What a companion server may send in one answer, and in one stream of events. */
const answerBytesMax = 1_000_000;
const streamBytesMax = 4_000_000;

/** Something answers, but not as a companion server does. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

export type BoundedFetch = { fetch(request: Request): Promise<Response>; close(): Promise<void> };

/** `server`: an origin, or one with the path that the server stands under. */
export function createBoundedFetch(server: string): BoundedFetch {
  // The waits for headers and bodies are bounded by each call's own signal; a stream of events may be silent for long.
  const agent = new Agent({ connect: { timeout: 2_500 }, headersTimeout: 0, bodyTimeout: 0, connections: 8 });
  return {
    async fetch(request) {
      if (!request.url.startsWith(`${server}/`)) throw new UnreadableAnswer('Another server was asked for');
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const answer = await fetch(request.url, {
        method: request.method,
        headers: [...request.headers],
        body: hasBody ? await request.text() : null,
        signal: request.signal,
        redirect: 'manual',
        dispatcher: agent,
      });
      if (answer.status >= 300 && answer.status < 400) {
        await answer.body?.cancel();
        throw new UnreadableAnswer(`A redirect (${answer.status}) is not followed`);
      }
      const type = answer.headers.get('content-type') ?? '';
      const isStream = type.startsWith('text/event-stream');
      if (!isStream && !/^application\/(?:[a-z.+-]+\+)?json\b/i.test(type)) {
        await answer.body?.cancel();
        throw new UnreadableAnswer(`Answered ${answer.status} with “${type.slice(0, 60)}”`);
      }
      const body = answer.body === null ? null : limit(answer.body, isStream ? streamBytesMax : answerBytesMax);
      const headers = new Headers([...answer.headers]);
      // oRPC reads a body as JSON under this one name only, and as a file where a disposition is named.
      if (!isStream) headers.set('content-type', 'application/json');
      headers.delete('content-disposition');
      return new Response(body, { status: answer.status, headers });
    },
    async close() {
      await agent.destroy();
    },
  };
}

function limit(body: AsyncIterable<Uint8Array>, bytesMax: number): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) {
        controller.close();
        return;
      }
      bytes += next.value.byteLength;
      if (bytes > bytesMax) {
        await chunks.return?.();
        throw new UnreadableAnswer(`The answer is longer than ${bytesMax} bytes`);
      }
      controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
