// The sandbox's papers and letters, in two tables.
import type { Papers, PaperDesk, PaperLetter } from '../../nodes/papers.ts';
import { lockNames } from '../locks.ts';
import type { LedgerDatabase } from '../serve-database.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

type Row = { readonly body: string };

const one = sql<Row>('SELECT body FROM sandbox_papers WHERE kind = $1 AND id = $2');
const under = sql<Row>('SELECT body FROM sandbox_papers WHERE kind = $1 AND keys @> ARRAY[$2::text] ORDER BY seq');
const put = sql(
  `INSERT INTO sandbox_papers (kind, id, keys, body) VALUES ($1, $2, $3, $4)
   ON CONFLICT (kind, id) DO UPDATE SET keys = excluded.keys, body = excluded.body`,
);
const post = sql('INSERT INTO sandbox_letters (box, id, body, next_at) VALUES ($1, $2, $3, $4)');
const lease = sql<PaperLetter>(
  `WITH due AS MATERIALIZED (
     SELECT seq FROM sandbox_letters WHERE box = $1 AND next_at <= $2 ORDER BY next_at, seq LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
   UPDATE sandbox_letters l SET next_at = $3, attempts = attempts + 1 FROM due WHERE l.seq = due.seq
   RETURNING l.id, body, attempts`,
);
const plan = sql('UPDATE sandbox_letters SET next_at = $1 WHERE box = $2 AND id = $3');

export function createPapers({ read, write }: LedgerDatabase): Papers {
  return {
    read: (look) => read((tx) => look(deskOn(tx))),
    change: (about, work) =>
      write(async (tx) => {
        await lockNames(tx, 'matter', [`sandbox:${about}`]);
        return work(deskOn(tx));
      }),
    lease: (box, { now, until }) => write(async (tx) => (await tx.one(lease, [box, now, until])) ?? null),
    plan: (box, id, nextAt) => write(async (tx) => void (await tx.run(plan, [nextAt, box, id]))),
  };
}

function deskOn(tx: Transaction): PaperDesk {
  return {
    find: async (kind, id) => (await tx.one(one, [kind, id]))?.body ?? null,
    under: async (kind, key) => (await tx.all(under, [kind, key])).map(({ body }) => body),
    put: async ({ kind, id, keys, body }) => void (await tx.run(put, [kind, id, keys, body])),
    post: async ({ box, id, body, at }) => void (await tx.run(post, [box, id, body, at])),
  };
}
