// One POST to a receiver: timed, bounded, without redirects, on connections that are kept.
import { Agent } from 'undici';
import { OutletFailed } from './outlet.ts';

export type Posted = { readonly status: number; readonly text: string };

export type Post = {
  /** Any answer is an answer; throws OutletFailed where none came in time, or one too large to be read. */
  send(headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<Posted>;
  /** May be called twice. */
  close(): Promise<void>;
};

const timeoutMs = 10_000;
const answerBytesMax = 64 * 1024;

export function openPost(target: URL, limits: { readonly timeoutMs?: number } = {}): Post {
  const within = limits.timeoutMs ?? timeoutMs;
  const agent = new Agent({
    connect: { timeout: within },
    headersTimeout: within,
    bodyTimeout: within,
    connections: 16,
    maxResponseSize: answerBytesMax,
  });
  return {
    async send(headers, body, signal) {
      try {
        const answer = await agent.request({
          origin: target.origin,
          path: `${target.pathname}${target.search}`,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'Tallystick', ...headers },
          body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(within)]),
        });
        return { status: answer.statusCode, text: await answer.body.text() };
      } catch (error) {
        // What a socket says may hold the request, and the request a key: only its code goes on.
        throw new OutletFailed({ code: 'no_answer', origin: target.origin, told: codeOf(error) });
      }
    },
    close: () => (agent.destroyed ? Promise.resolve() : agent.destroy()),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
