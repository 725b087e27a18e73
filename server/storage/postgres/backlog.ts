// What waits in the database, counted by the indexes of what is due, and never beyond a bound.
import { OutletName } from '../../contract/letters/dead-letters.ts';
import { type Backlog, type Waiting, backlogMax, oldestAmong } from '../upkeep.ts';
import { sql } from './statement.ts';
import type { Transaction } from './transaction.ts';

const openHolds = sql<Counted>(counted("holds WHERE state = 'held'"));
const inboxDue = sql<Counted>(counted('deliveries WHERE next_at IS NOT NULL'));
const inboxOldest = sql<Oldest>(oldest('filed_at', 'deliveries WHERE next_at IS NOT NULL'));
const outboxDue = sql<Counted>(counted("outbox WHERE outlet = $1 AND state = 'due'"));
const outboxOldest = sql<Oldest>(oldest('created_at', "outbox WHERE outlet = $1 AND state = 'due'"));
const deadDeliveries = sql<Counted>(counted("deliveries WHERE state = 'dead' AND reason IS NULL"));
const deadEvents = sql<Counted>(counted("outbox WHERE state = 'dead'"));

type Counted = { readonly count: number };
type Oldest = { readonly at: number | null };

export async function readBacklog(tx: Transaction): Promise<Backlog> {
  const [held, due, first, deliveries, events, outbox] = await Promise.all([
    tx.one(openHolds),
    tx.one(inboxDue),
    tx.one(inboxOldest),
    tx.one(deadDeliveries),
    tx.one(deadEvents),
    Promise.all(OutletName.options.map((outlet) => waitingFor(tx, outlet))),
  ]);
  return {
    openHolds: held?.count ?? 0,
    inbox: waiting(due, first),
    outbox,
    dead: { inbox: deliveries?.count ?? 0, outbox: events?.count ?? 0 },
  };
}

async function waitingFor(tx: Transaction, outlet: OutletName): Promise<Backlog['outbox'][number]> {
  const [due, first] = await Promise.all([tx.one(outboxDue, [outlet]), tx.one(outboxOldest, [outlet])]);
  return { outlet, ...waiting(due, first) };
}

function waiting(due: Counted | undefined, first: Oldest | undefined): Waiting {
  return { due: due?.count ?? 0, oldestAt: first?.at ?? null };
}

function counted(rows: string): string {
  return `SELECT count(*) AS count FROM (SELECT 1 FROM ${rows} LIMIT ${backlogMax}) AS counted`;
}

function oldest(column: string, rows: string): string {
  return `SELECT min(at) AS at FROM (SELECT ${column} AS at FROM ${rows} ORDER BY next_at LIMIT ${oldestAmong}) AS oldest`;
}
