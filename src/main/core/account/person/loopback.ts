// Hears one answer of the browser on 127.0.0.1, at one exact path and with one exact state; everybody else is sent away.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { SignInFailed } from './sign-in-failed.ts';
import type { Page } from './closing-page.ts';

export type Loopback = {
  /** To be sent along to the issuer. */
  readonly redirectUri: string;
  /** The whole address that the browser came back to. Rejects when the signal aborts, or after too many wrong requests. */
  hear(state: string, signal: AbortSignal): Promise<string>;
  /** May be called twice. */
  close(): Promise<void>;
};

/** Strangers on this computer can ask as well; a person's browser asks once. */
const wrongMax = 50;
const path = '/callback';

/** `redirect`: as the operator registered it; without a port, any free one. Throws SignInFailed where the port is taken. */
export async function openLoopback(
  redirect: string,
  pages: { readonly done: Page; readonly wrong: Page },
): Promise<Loopback> {
  const wanted = new URL(redirect);
  const heard = Promise.withResolvers<string>();
  heard.promise.catch(() => undefined);
  let state: string | null = null;
  let wrong = 0;

  // Not at the start of the program: a module that names what it takes from node:http makes Node load its own copy of undici.
  const { createServer } = await import('node:http');
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 5_000 }, (request, response) => {
    const cameBack = readReturn(request, origin, state);
    // The same answer once more, as from a reload, is told the same and heard once.
    if (cameBack !== null) {
      answer(response, 200, pages.done);
      heard.resolve(cameBack);
      return;
    }
    answer(response, 400, pages.wrong);
    wrong += 1;
    if (wrong >= wrongMax) heard.reject(new SignInFailed({ code: 'not_believed' }));
  });
  const port = await listen(server, wanted.port === '' ? 0 : Number(wanted.port));
  const origin = `http://${wanted.hostname}:${port}`;
  let closing: Promise<void> | null = null;

  return {
    redirectUri: origin + path,
    async hear(expected, signal) {
      state = expected;
      const stop = (): void => heard.reject(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await heard.promise;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    close: () =>
      (closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        // The page that says so may still be on its way.
        server.closeIdleConnections();
      })),
  };
}

/** The address as a whole, where it is the one that is waited for; else null. */
function readReturn(
  { method, url = '', headers }: IncomingMessage,
  origin: string,
  state: string | null,
): string | null {
  if (method !== 'GET' || state === null || `http://${headers.host ?? ''}` !== origin) return null;
  const asked = URL.parse(url, origin);
  if (asked === null || asked.origin !== origin || asked.pathname !== path) return null;
  const states = asked.searchParams.getAll('state');
  return states.length === 1 && isSame(states[0] ?? '', state) ? asked.href : null;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function answer(response: ServerResponse, status: number, { html, policy }: Page): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(html);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new SignInFailed({ code: 'port_taken', port }, error)));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      resolve(address !== null && typeof address !== 'string' ? address.port : port);
    });
  });
}
