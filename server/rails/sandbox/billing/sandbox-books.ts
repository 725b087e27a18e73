// The sandbox's books of customers, subscriptions and invoices, in a file of their own: they outlive the process.
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { SandboxDelivery, SandboxQueue } from '../courier.ts';

const Amount = z.int();
const At = z.int();

export const Customer = z.object({
  id: z.string(),
  ownId: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
  /** Has agreed on a page of the sandbox once, and so has something to pay with. */
  pays: z.boolean(),
});
export type Customer = z.infer<typeof Customer>;

export const Subscription = z.object({
  id: z.string(),
  ownId: z.string(),
  customer: z.string(),
  priceId: z.string(),
  state: z.enum(['incomplete', 'active', 'past_due', 'canceled']),
  createdAt: At,
  startsAt: At,
  endsAt: At,
  isEnding: z.boolean(),
  /** The invoice of its period. */
  invoice: z.string(),
});
export type Subscription = z.infer<typeof Subscription>;

export const Page = z.object({
  id: z.string(),
  ownId: z.string(),
  customer: z.string(),
  priceId: z.string(),
  returnUrl: z.string(),
  expiresAt: At,
  subscription: z.string().nullable(),
});
export type Page = z.infer<typeof Page>;

export const Invoice = z.object({
  id: z.string(),
  /** Empty for those that a subscription makes. */
  ownId: z.string(),
  customer: z.string(),
  currency: z.string(),
  amountCents: Amount,
  lines: z.array(z.object({ description: z.string(), amountCents: Amount })),
  state: z.enum(['open', 'failed', 'paid']),
  subscription: z.string().nullable(),
  createdAt: At,
});
export type Invoice = z.infer<typeof Invoice>;

export const Portal = z.object({
  id: z.string(),
  ownId: z.literal(''),
  customer: z.string(),
  returnUrl: z.string(),
  expiresAt: At,
});
export type Portal = z.infer<typeof Portal>;

type Things = {
  readonly customer: Customer;
  readonly subscription: Subscription;
  readonly page: Page;
  readonly invoice: Invoice;
  readonly portal: Portal;
};
export type Kind = keyof Things;
const shapes: { readonly [K in Kind]: z.ZodType<Things[K]> } = {
  customer: Customer,
  subscription: Subscription,
  page: Page,
  invoice: Invoice,
  portal: Portal,
};

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

export type SandboxBooks = SandboxQueue & {
  find<K extends Kind>(kind: K, id: string): Things[K] | null;
  /** Newest first. */
  ofOwn<K extends Kind>(kind: K, ownId: string): readonly Things[K][];
  ofCustomer<K extends Kind>(kind: K, customer: string): readonly Things[K][];
  all<K extends Kind>(kind: K): readonly Things[K][];
  put<K extends Kind>(kind: K, thing: Things[K]): void;
  /** To be told of by a webhook. */
  tell(event: { readonly type: string; readonly object: string; readonly id: string; readonly at: number }): void;
  /** In one commit, or not at all. */
  change<Answer>(work: () => Answer): Answer;
  close(): void;
};

export function openSandboxBooks(path: string): SandboxBooks {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.exec(schema);
  const one = db.prepare('SELECT body FROM thing WHERE kind = ? AND id = ?');
  const own = db.prepare('SELECT body FROM thing WHERE kind = ? AND own_id = ? ORDER BY rowid DESC');
  const had = db.prepare('SELECT body FROM thing WHERE kind = ? AND customer = ? ORDER BY rowid DESC');
  const every = db.prepare('SELECT body FROM thing WHERE kind = ? ORDER BY rowid DESC');
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

  function read<K extends Kind>(kind: K, row: unknown): Things[K] {
    return shapes[kind].parse(JSON.parse(Row.parse(row).body));
  }

  return {
    find(kind, id) {
      const row = one.get(kind, id);
      return row === undefined ? null : read(kind, row);
    },
    ofOwn: (kind, ownId) => own.all(kind, ownId).map((row) => read(kind, row)),
    ofCustomer: (kind, customer) => had.all(kind, customer).map((row) => read(kind, row)),
    all: (kind) => every.all(kind).map((row) => read(kind, row)),
    put(kind, thing) {
      const customer = 'customer' in thing ? thing.customer : thing.id;
      put.run({ id: thing.id, kind, ownId: thing.ownId, customer, body: JSON.stringify(thing) });
    },
    tell: ({ type, object, id, at }) => void add.run(`evt_${randomUUID()}`, type, object, id, at, at),
    change: (work) => db.transaction(work).immediate(),
    async lease(nowMs, untilMs) {
      const row = lease.get({ now: nowMs, until: untilMs });
      return row === undefined ? null : toDelivery(row);
    },
    plan: async (eventId, nextAt) => void plan.run(nextAt, eventId),
    close: () => void db.close(),
  };
}

function toDelivery(row: unknown): SandboxDelivery {
  const { object, thing, ...delivery } = Delivery.parse(row);
  return { ...delivery, data: { object, id: thing } };
}
