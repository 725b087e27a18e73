// Connections to Ollama: how they are made, and when one that was kept open turns out to have been closed at the other end.
// An agent of its own: proxies named in the environment are not for Ollama, and its timeouts are ours.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { lookup as lookUpName } from 'node:dns';
import { Socket, type LookupFunction } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Agent, buildConnector, errors, request, type Dispatcher } from 'undici';
import { isLocalName } from './address.ts';

export type Connections = {
  /** Sends a request; once more, and only once, where a kept connection broke before a byte of the answer came. */
  send(url: URL, options: SendOptions): Promise<Dispatcher.ResponseData>;
  /** May be called twice. */
  close(): Promise<void>;
};

export type SendOptions = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
};

const connectMs = 5_000;
const connectionsMax = 64;

/** 127.0.0.1 first: Ollama listens there by default, while many systems name ::1 before it. */
const localhost = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

const lookup: LookupFunction = (hostname, options, callback) => {
  if (isLocalName(hostname)) callback(null, localhost);
  else lookUpName(hostname, options, callback);
};

export function createConnections(): Connections {
  const stale = watchForStale();
  const connect = buildConnector({ timeout: connectMs, lookup, autoSelectFamily: true });
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: connectionsMax,
    connect: (options, callback) =>
      connect(options, (...result) => {
        if (result[1] instanceof Socket) stale.follow(result[1]);
        callback(...result);
      }),
  });
  let closing: Promise<void> | null = null;
  return {
    async send(url, options) {
      try {
        return await request(url, { ...options, dispatcher });
      } catch (error) {
        // The other side had closed the connection, as after a restart. Should it have taken the question all the same, it
        // stopped working on it when the connection broke: nothing is answered twice.
        if (options.signal.aborted || !stale.is(error)) throw error;
        return await request(url, { ...options, dispatcher });
      }
    },
    close: () => (closing ??= dispatcher.destroy().finally(() => stale.end())),
  };
}

type Stale = {
  follow(socket: Socket): void;
  /** Whether a request failed because the connection had answered an earlier one, and broke before a byte for this one came. */
  is(error: unknown): boolean;
  end(): void;
};

const sendChannel = 'undici:client:sendHeaders';

function watchForStale(): Stale {
  /** Bytes that had come when the last request was sent, for each connection and for its port here. */
  const before = new WeakMap<Socket, number>();
  const beforeAt = new LRUCache<number, number>({ max: 4 * connectionsMax });
  const ours = new WeakSet<Socket>();
  const found = new WeakSet<Error>();

  const onSend = (message: unknown): void => {
    const socket: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'socket') : null;
    if (!(socket instanceof Socket) || !ours.has(socket)) return;
    before.set(socket, socket.bytesRead);
    if (socket.localPort !== undefined) beforeAt.set(socket.localPort, socket.bytesRead);
  };
  subscribe(sendChannel, onSend);

  return {
    follow(socket) {
      ours.add(socket);
      socket.once('error', (error) => {
        if (isUnanswered(before.get(socket), socket.bytesRead)) found.add(error);
      });
    },
    is(error) {
      if (!(error instanceof Error)) return false;
      if (!(error instanceof errors.SocketError)) return found.has(error);
      const { localPort, bytesRead } = error.socket ?? {};
      return localPort !== undefined && isUnanswered(beforeAt.get(localPort), bytesRead);
    },
    end: () => void unsubscribe(sendChannel, onSend),
  };
}

function isUnanswered(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && before > 0 && before === now;
}
