// The sandbox's books in a file of their own: they outlive the process.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { inTurn } from '../../../lib/in-turn.ts';
import { keepWriteLog } from '../../../lib/write-log.ts';
import type { SandboxDelivery } from '../courier.ts';
import { customerOf, type Kind, type OpenBooks, type SandboxBooks, type Things, thingIn } from './sandbox-books.ts';

const Delivery = z.object({
  event_id: z.string(),
  event_type: z.string(),
  object: z.string(),
  thing: z.string(),
  created_at: z.int(),
  attempts: z.int(),
});
const Row = z.object({ body: z.string() });

const schema = `
  CREATE TABLE IF NOT EXISTS thing (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'subscription', 'page', 'invoice', 'portal')),
    /* Ours, as it was given; several pages may be of one. */
    own_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS thing_own ON thing (kind, own_id);
  CREATE INDEX IF NOT EXISTS thing_customer ON thing (customer, kind);
  CREATE TABLE IF NOT EXISTS delivery (
    event_id TEXT NOT NULL PRIMARY KEY,
    event_type TEXT NOT NULL,
    object TEXT NOT NULL,
    thing TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    /* NULL: nothing more to do. */
    next_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_due ON delivery (next_at) WHERE next_at IS NOT NULL;
`;

export function openFileBooks(path: string): SandboxBooks {
  const db = new Database(path);
  keepWriteLog(db);
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.exec(schema);
  const one = db.prepare('SELECT body FROM thing WHERE kind = ? AND id = ?');
  const own = db.prepare('SELECT body FROM thing WHERE kind = ? AND own_id = ? ORDER BY rowid DESC');
  const had = db.prepare('SELECT body FROM thing WHERE kind = ? AND customer = ? ORDER BY rowid DESC');
  const running = db.prepare(
    `SELECT body FROM thing WHERE kind = 'subscription' AND body ->> 'state' <> 'canceled' ORDER BY rowid DESC`,
  );
  const put = db.prepare(
    `INSERT INTO thing (id, kind, own_id, customer, body) VALUES (@id, @kind, @ownId, @customer, @body)
     ON CONFLICT (id) DO UPDATE SET body = @body`,
  );
  const add = db.prepare(
    'INSERT INTO delivery (event_id, event_type, object, thing, created_at, next_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const lease = db.prepare(`
    UPDATE delivery SET attempts = attempts + 1, next_at = @until
    WHERE event_id = (SELECT event_id FROM delivery WHERE next_at <= @now ORDER BY next_at, rowid LIMIT 1) RETURNING *`);
  const plan = db.prepare('UPDATE delivery SET next_at = ? WHERE event_id = ?');
  // There is one connection, and whatever is asked of it belongs to the change that is open.
  const turn = inTurn();

  function read<K extends Kind>(kind: K, row: unknown): Things[K] {
    return thingIn(kind, Row.parse(row).body);
  }

  const books: OpenBooks = {
    async find(kind, id) {
      const row = one.get(kind, id);
      return row === undefined ? null : read(kind, row);
    },
    ofOwn: async (kind, ownId) => own.all(kind, ownId).map((row) => read(kind, row)),
    ofCustomer: async (kind, customer) => had.all(kind, customer).map((row) => read(kind, row)),
    running: async () => running.all().map((row) => read('subscription', row)),
    async put(kind, thing) {
      const customer = customerOf(thing);
      put.run({ id: thing.id, kind, ownId: thing.ownId, customer, body: JSON.stringify(thing) });
    },
    tell: async ({ type, object, id, at }) => void add.run(`evt_${randomUUID()}`, type, object, id, at, at),
  };

  return {
    change: (work) =>
      turn(async () => {
        db.exec('BEGIN IMMEDIATE');
        try {
          const answer = await work(books);
          db.exec('COMMIT');
          return answer;
        } finally {
          if (db.inTransaction) db.exec('ROLLBACK');
        }
      }),
    lease: (nowMs, untilMs) =>
      turn(async () => {
        const row = lease.get({ now: nowMs, until: untilMs });
        return row === undefined ? null : toDelivery(row);
      }),
    plan: (eventId, nextAt) => turn(async () => void plan.run(nextAt, eventId)),
    close: () => turn(async () => void db.close()),
  };
}

function toDelivery(row: unknown): SandboxDelivery {
  const { object, thing, ...delivery } = Delivery.parse(row);
  return { ...delivery, data: { object, id: thing } };
}
