// Opens connections to PostgreSQL with the bounds that every statement of the ledger has.
import pg from 'pg';
import type { DatabaseSession } from '../../lib/database-places.ts';
import { invariant } from '../../lib/invariant.ts';
import { clientsOf } from './placed-client.ts';

export type PoolOptions = {
  /** postgres://user:password@host:port/database. Of several hosts, separated by commas, the one that takes writes is used. */
  readonly url: string;
  /** Connections of this process. Default 10. */
  readonly poolMax?: number;
  /** How long a statement may take, and how long it may wait for another's lock; milliseconds. Default 10,000 and 5,000. */
  readonly statementMs?: number;
  readonly lockMs?: number;
  /** How long a command may wait for a connection, or for those of its kind that go before it. Default 5,000. */
  readonly connectMs?: number;
  /** Each new connection asks whether its host may forget what it acknowledges, and refuses it then. Default false. */
  readonly mustLast?: boolean;
};

export type ClientOptions = Pick<PoolOptions, 'url' | 'connectMs'> & {
  readonly name: string;
  readonly statementMs: number;
  /** any: of several hosts whichever answers. Default: the one that takes writes. */
  readonly session?: DatabaseSession;
  /** Ends it at once while it is not connected yet. */
  readonly closing?: AbortSignal;
};

export const connectDefaultMs = 5_000;

/** A server that does not answer at all is given up a little after the statement's own time is over. */
const graceMs = 2_000;

/** For what holds on to a connection for long, or must be able to give it up in the middle of a statement. Not connected yet. */
export function newClient({
  url,
  name,
  statementMs,
  session,
  connectMs = connectDefaultMs,
  closing,
}: ClientOptions): pg.Client {
  const { Client, config } = clientsOf({ url, session, connectMs, closing });
  const client = new Client({
    ...config,
    application_name: name,
    statement_timeout: statementMs,
    query_timeout: statementMs + graceMs,
    idle_in_transaction_session_timeout: statementMs + graceMs,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    types: { getTypeParser: parserOf },
  });
  // Whoever asks something of it next hears that it is lost.
  client.on('error', () => undefined);
  return client;
}

export function openPool({
  url,
  poolMax = 10,
  statementMs = 10_000,
  lockMs = 5_000,
  connectMs = connectDefaultMs,
  mustLast = false,
}: PoolOptions): pg.Pool {
  const closing = new AbortController();
  const { Client, config } = clientsOf({ url, connectMs, mustLast, closing: closing.signal });
  const settings = {
    ...config,
    Client,
    max: poolMax,
    application_name: 'tallystick',
    statement_timeout: statementMs,
    query_timeout: statementMs + graceMs,
    lock_timeout: lockMs,
    // A process that was stopped in the middle of a command must not hold a wallet for ever.
    idle_in_transaction_session_timeout: statementMs + graceMs,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    pipeline: true,
    types: { getTypeParser: parserOf },
  };
  const pool = new PlacedPool(settings, closing);
  // An idle connection that is lost is no command's failure: the pool drops it, and the next command gets another.
  pool.on('error', () => undefined);
  // One that is lost while it is used: whoever asks something of it next hears that.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** With it ends what nobody waits for any more, and still looks for a host or connects to one. */
class PlacedPool extends pg.Pool {
  readonly #closing: AbortController;

  constructor(settings: pg.PoolConfig, closing: AbortController) {
    super(settings);
    this.#closing = closing;
  }

  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | void {
    this.#closing.abort();
    return callback === undefined ? super.end() : super.end(callback);
  }
}

/** By the numbers of the types. What is in JSON is parsed where its shape is known. */
const parsers = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.INT8, wholeNumber],
  [pg.types.builtins.JSON, asItIs],
  [pg.types.builtins.JSONB, asItIs],
]);

function parserOf(type: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return parsers.get(type) ?? pg.types.getTypeParser(type, format ?? 'text');
}

function wholeNumber(value: string): number {
  const number = Number(value);
  invariant(Number.isSafeInteger(number), () => `the database holds a number that is too large: ${value}`);
  return number;
}

function asItIs(value: string): string {
  return value;
}
