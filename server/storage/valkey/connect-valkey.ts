// The connection to Valkey (or Redis): one, to one server. Every call ends within its wait, and a connection that is lost is made
// again. What is said of its troubles never holds the address or the password.
import { Redis } from 'iovalkey';
import type { Clock } from '../../lib/clock.ts';
import { createCircuit, type Trouble } from './circuit.ts';
import type { Script } from './scripts.ts';

export type Valkey = {
  /** Throws LimitsAway. Asked in one round trip, but for the first time that this server sees the script. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<readonly number[]>;
  /** What it says of itself under INFO, and its clock in epoch milliseconds. Throws LimitsAway. */
  look(): Promise<{ readonly info: string; readonly now: number }>;
  isAway(): boolean;
  /** May be called twice. */
  close(): Promise<void>;
};

export type ValkeyOptions = {
  /** redis:// or rediss://, with user, password and number of the database where they are needed. */
  readonly url: string;
  /** The longest that one call may take. */
  readonly waitMs: number;
  readonly clock: Clock;
  /** Once for each change. null: it answers again. */
  readonly onChange: (trouble: Trouble | null) => void;
};

const connectMsMax = 2_000;
const reconnectMsMax = 1_000;

/** Waits for the connection, but not for long: a Valkey that is away keeps no server from starting. */
export async function connectValkey({ url, waitMs, clock, onChange }: ValkeyOptions): Promise<Valkey> {
  const client = new Redis({
    ...addressOf(url),
    lazyConnect: true,
    // What cannot be asked now is not to be asked later, and nothing is asked twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: waitMs,
    connectTimeout: connectMsMax,
    keepAlive: 10_000,
    retryStrategy: (tries) => Math.min(100 * tries, reconnectMsMax),
    // After a failover the same name may lead to another server.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  });
  // Why there is no connection; what cannot be sent then only says that there is none.
  const last = { reason: unconnected };
  client.on('error', (error: Error) => {
    if (!isUnconnected(error)) last.reason = reasonOf(error);
  });

  function troubleOf(error: unknown): Trouble {
    const reason = reasonOf(error);
    if (reason === timedOut) return { kind: 'slow', reason: `no answer within ${waitMs} ms` };
    return { kind: 'failed', reason: isUnconnected(error) ? last.reason : reason };
  }
  const circuit = createCircuit({
    clock,
    troubleOf,
    onChange(trouble) {
      // A server that is silent may be gone without a word, and then only a new connection finds it again.
      if (trouble?.kind === 'slow') client.disconnect(true);
      if (trouble === null) last.reason = unconnected;
      onChange(trouble);
    },
  });

  async function evaluate(script: Script, keys: readonly string[], args: readonly (string | number)[]) {
    try {
      return await client.evalsha(script.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!reasonOf(error).startsWith('NOSCRIPT')) throw error;
      return client.eval(script.text, keys.length, ...keys, ...args);
    }
  }

  await Promise.race([client.connect().catch(() => undefined), clock.wait(connectMsMax, new AbortController().signal)]);
  return {
    run: (script, keys, args) => circuit.run(async () => numbersIn(await evaluate(script, keys, args))),
    look: () =>
      circuit.run(async () => {
        const [info, [seconds, micros]] = await Promise.all([client.info(), client.time()]);
        return { info, now: Number(seconds) * 1000 + Number(micros) / 1000 };
      }),
    isAway: () => circuit.isOpen(),
    close() {
      client.disconnect();
      return Promise.resolve();
    },
  };
}

const unconnected = 'there is no connection';
/** The client's own words. */
const timedOut = 'Command timed out';

function isUnconnected(error: unknown): boolean {
  return /^(?:Stream isn't writeable|Connection is closed|Reached the max retries)/.test(reasonOf(error));
}

function addressOf(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 6379 : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    db: Number(pathname.slice(1)),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** Of an error only its message: others of its fields hold what was sent, the password among it. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function numbersIn(reply: unknown): readonly number[] {
  const all: readonly unknown[] = Array.isArray(reply) ? reply : [reply];
  return all.map((one) => {
    if (typeof one !== 'number') throw new Error('the answer of a script cannot be read');
    return one;
  });
}
