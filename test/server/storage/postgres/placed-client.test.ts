// A connection to a host that is asked whether it takes writes before anybody has the connection. The host here speaks only as much as a
// database does by then, so that it can go in the middle of that question.
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../../../server/storage/postgres/connection.ts';

type Answer = 'takes_writes' | 'cut' | 'nothing';
type Host = { readonly url: string; readonly server: Server; answers: readonly Answer[] };

describe('a connection to a host that is asked whether it takes writes', () => {
  let host: Host;

  beforeEach(async () => {
    host = await startHost();
  });
  afterEach(() => void host.server.close());

  it.each(['cut', 'nothing'] as const)(
    'fails for whoever asked for it alone, where the answer is: %s',
    async (last) => {
      const pool = openPool({ url: host.url, connectMs: 500 });
      const uncaught: unknown[] = [];
      const note = (error: unknown) => void uncaught.push(error);
      process.on('uncaughtExceptionMonitor', note);
      try {
        // The first answer is for the one that looks which host serves.
        host.answers = ['takes_writes', last];
        await expect(pool.connect()).rejects.toThrow(/^Connection terminated/);
        await nextTurn();
        expect(uncaught).toEqual([]);
        host.answers = ['takes_writes', 'takes_writes'];
        (await pool.connect()).release(true);
      } finally {
        process.off('uncaughtExceptionMonitor', note);
        await pool.end();
      }
    },
  );
});

async function startHost(): Promise<Host> {
  const server = createServer((socket) => {
    let isWelcome = false;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!isWelcome) socket.write(welcome);
      else if (bytes.toString('latin1', 0, 1) === 'Q') answer();
      isWelcome = true;
    });
    function answer(): void {
      const [next, ...others] = host.answers;
      host.answers = others;
      if (next === 'takes_writes') socket.write(takesWrites);
      if (next === 'cut') socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  const url = `postgres://tallystick@127.0.0.1:${port}/tallystick?target_session_attrs=read-write`;
  const host: Host = { url, server, answers: [] };
  return host;
}

/** As PostgreSQL's protocol has it: a letter, a length that counts itself, and what is said. */
function message(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + content.length);
  return Buffer.concat([Buffer.from(letter), length, content]);
}

const ready = message('Z', Buffer.from('I'));
const welcome = Buffer.concat([message('R', Buffer.alloc(4)), ready]);
/** One column, of the type boolean, and one row. */
const takesWrites = Buffer.concat([
  message('T', Buffer.from('\0\u0001serves\0\0\0\0\0\0\0\0\0\0\u0010\0\u0001\0\0\0\0\0\0', 'latin1')),
  message('D', Buffer.from('\0\u0001\0\0\0\u0001t', 'latin1')),
  message('C', Buffer.from('SELECT 1\0')),
  ready,
]);
