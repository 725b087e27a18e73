// The connections to one upstream: a bounded number, each of which answers one request at a time and is kept for the next one.
// Nothing waits in a queue here: whoever comes when all are in use is told that the upstream is busy, and may ask another.
import { Client } from 'undici';
import type { Clock } from '../lib/clock.ts';
import { type Exchange, type Limits, RunningExchange } from './exchange.ts';
import { UpstreamFailed } from './upstream.ts';
import { startWatch } from './watch.ts';

export type LinkOptions = Limits & {
  /** No slash at the end. */
  readonly baseUrl: string;
  readonly atOnce: number;
  readonly clock: Clock;
};

export type Asked = {
  readonly method: 'GET' | 'POST';
  /** Comes after the base address, with a slash at its beginning. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export type Link = {
  /** Resolves with the head of the answer, whatever its status. Throws UpstreamFailed, or the signal's reason. */
  send(asked: Asked, signal: AbortSignal): Promise<Exchange>;
  /** Ends every exchange. May be called twice. */
  close(): Promise<void>;
};

/** `answered`: requests that this connection has answered so far. */
type Connection = { readonly client: Client; answered: number };

const keepAliveMs = 4_000;
const headerBytesMax = 16 * 1024;

export function openLink({ baseUrl, atOnce, clock, ...limits }: LinkOptions): Link {
  const { origin, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/$/, '');
  const watch = startWatch(clock, Math.min(limits.connectMs, limits.firstByteMs, limits.silenceMs));
  const open = new Set<Connection>();
  /** The one used last is taken first, so that the others can fall silent and close. */
  const idle: Connection[] = [];
  let isClosed = false;

  function connect(): Connection {
    const client = new Client(origin, {
      // Silence is watched for here; undici keeps only the end of an attempt that nobody waits for.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: limits.connectMs + keepAliveMs },
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: headerBytesMax,
      allowH2: false,
    });
    const connection = { client, answered: 0 };
    client.on('disconnect', () => {
      connection.answered = 0;
    });
    open.add(connection);
    return connection;
  }

  function discard(connection: Connection): void {
    open.delete(connection);
    connection.client.destroy().catch(() => undefined);
  }

  function start(connection: Connection, asked: Asked, signal: AbortSignal): RunningExchange {
    const exchange = new RunningExchange({
      watch,
      limits,
      signal,
      isOver(how) {
        if (how === 'broken' || isClosed) return discard(connection);
        connection.answered += 1;
        idle.push(connection);
      },
    });
    connection.client.dispatch(
      {
        method: asked.method,
        path: `${basePath}${asked.path}`,
        headers: asked.headers,
        body: asked.body,
      },
      exchange,
    );
    return exchange;
  }

  async function sendOver(connection: Connection, asked: Asked, signal: AbortSignal): Promise<Exchange> {
    const wasUsed = connection.answered > 0;
    try {
      return await start(connection, asked, signal).head;
    } catch (error) {
      const isStale = wasUsed && error instanceof UpstreamFailed && error.failure === 'cut' && !isClosed;
      if (!isStale || signal.aborted) throw error;
      // The other side had closed a connection that was kept. Should it have taken the question all the same, it stopped working
      // on it when the connection broke.
      return await start(connect(), asked, signal).head;
    }
  }

  return {
    async send(asked, signal) {
      signal.throwIfAborted();
      if (isClosed) throw new UpstreamFailed('unreachable', 'the server is closing');
      const connection = idle.pop() ?? (open.size < atOnce ? connect() : null);
      if (connection === null)
        throw new UpstreamFailed('busy', `${atOnce} requests are being answered`, { retryAfterS: 1 });
      return sendOver(connection, asked, signal);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      watch.close();
      await Promise.all([...open].map(({ client }) => client.destroy()));
    },
  };
}
