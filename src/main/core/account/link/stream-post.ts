// Requests to the companion server whose answers stream for as long as a model writes. Knows nothing of what is said.
import { Agent, request } from 'undici';
import type { Post, Posted } from './link-port.ts';

const connectMs = 2_500;
/** More answers than that are never written at once. */
const connectionsMax = 16;

export type StreamPost = {
  post(path: string, post: Omit<Post, 'token'>): Promise<Posted>;
  /** May be called twice. */
  close(): Promise<void>;
};

/** `server`: an origin, or one with the path that the server stands under. */
export function createStreamPost(server: string): StreamPost {
  // How long an answer may be silent is for whoever reads it to say; the signal ends it.
  const dispatcher = new Agent({
    connect: { timeout: connectMs, autoSelectFamily: true },
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: connectionsMax,
  });
  let closing: Promise<void> | null = null;
  return {
    async post(path, { headers, body, signal }) {
      const answer = await request(server + path, { method: 'POST', headers, body, signal, dispatcher });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    },
    close: () => (closing ??= dispatcher.destroy()),
  };
}
