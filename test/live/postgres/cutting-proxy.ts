// A proxy before PostgreSQL that cuts connections, also in the middle of their commits, and leads new ones elsewhere.
import { connect, createServer, type Socket } from 'node:net';
import { listening } from '../../support/listening.ts';

/**
 * through: it is left alone. unheard: the database never gets the commit. unanswered: it commits, and its word is lost. racing: nobody knows
 * which. late: the node hears at once that it was cut, and the database gets the commit only when the command is begun again.
 */
export type Cut = 'through' | 'unheard' | 'unanswered' | 'racing' | 'late';

export type CuttingProxy = {
  readonly port: number;
  /** The next commits are cut so, one after the other. */
  plan(...cuts: readonly Cut[]): void;
  /** How many are still to be cut. */
  left(): number;
  /** Cuts all that are open, and leads those that come to this port. */
  lead(port: number): void;
  close(): Promise<void>;
};

const commit = Buffer.from('COMMIT\0');
const rollback = Buffer.from('ROLLBACK\0');
const begin = Buffer.from('BEGIN ISOLATION LEVEL READ COMMITTED');
/** The commit's number, which goes out right before it. */
const number = Buffer.from('INSERT INTO commits AS c (connection, number, at) VALUES ($1::uuid, $2');

export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const planned: Cut[] = [];
  const late: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const goal = { port: target };
  const server = createServer((client) => {
    const database = connect(goal.port, '127.0.0.1');
    const state: { isDeaf: boolean; kept: Buffer[] | null } = { isDeaf: false, kept: null };
    const cut = (): void => {
      client.destroy();
      if (state.kept === null) database.destroy();
    };
    const keep = (kept: Buffer[], bytes: Buffer): void => {
      kept.push(bytes);
      if (!bytes.includes(commit)) return;
      planned.shift();
      state.isDeaf = true;
      late.push(() => database.end(Buffer.concat(kept)));
      client.destroy();
    };
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', cut);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (planned[0] === 'late' && (bytes.includes(number) || bytes.includes(commit))) state.kept ??= [];
      if (state.kept !== null) return keep(state.kept, bytes);
      if (bytes.includes(begin)) for (const deliver of late.splice(0)) deliver();
      const now = bytes.includes(commit) ? planned.shift() : undefined;
      if (now === 'unheard') return cut();
      state.isDeaf ||= now === 'unanswered';
      database.write(bytes, now === 'racing' ? cut : undefined);
    });
    database.on('data', (bytes) => {
      if (!state.isDeaf) client.write(bytes);
      // What was sent before the commit is answered before it; cut off by then, the database would end without committing.
      else if (bytes.includes(commit) || bytes.includes(rollback)) cut();
    });
  });
  const port = await listening(server);
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    plan: (...cuts) => void planned.push(...cuts),
    left: () => planned.length,
    lead(to) {
      goal.port = to;
      cutAll();
    },
    close: () =>
      new Promise((resolve) => {
        cutAll();
        server.close(() => resolve());
      }),
  };
}
