// A host of a database that speaks only as much as PostgreSQL does until somebody has a connection, and answers every question with
// whether it takes writes. So it can go, or change, in the middle of being asked.
import { createServer } from 'node:net';
import { listening } from '../../../support/listening.ts';

type Answer = 'takes_writes' | 'only_follows' | 'cut' | 'nothing';

export type FakeHost = {
  readonly port: number;
  /** The next answers, one after the other; the last one stays. */
  answers: readonly Answer[];
  /** What it was asked. */
  readonly asked: readonly string[];
  close(): void;
};

export async function startFakeHost(...answers: readonly Answer[]): Promise<FakeHost> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    let isWelcome = false;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!isWelcome) socket.write(welcome);
      else if (bytes.toString('latin1', 0, 1) === 'Q') answer(bytes.toString('utf8', 5, bytes.length - 1));
      isWelcome = true;
    });
    function answer(question: string): void {
      asked.push(question);
      const [next, ...later] = host.answers;
      if (later.length > 0) host.answers = later;
      if (next === 'takes_writes' || next === 'only_follows') socket.write(rowOf(next === 'takes_writes'));
      if (next === 'cut') socket.destroy();
    }
  });
  const port = await listening(server);
  const host: FakeHost = { port, answers, asked, close: () => void server.close() };
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
const oneColumn = message('T', Buffer.from('\0\u0001serves\0\0\0\0\0\0\0\0\0\0\u0010\0\u0001\0\0\0\0\0\0', 'latin1'));

/** One column, of the type boolean, and one row. */
function rowOf(takesWrites: boolean): Buffer {
  const row = message('D', Buffer.from(`\0\u0001\0\0\0\u0001${takesWrites ? 't' : 'f'}`, 'latin1'));
  return Buffer.concat([oneColumn, row, message('C', Buffer.from('SELECT 1\0')), ready]);
}
