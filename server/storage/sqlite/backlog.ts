// What waits in the file, counted by the indexes of what is due, and never beyond a bound.
import { OutletName } from '../../contract/letters/dead-letters.ts';
import { type Backlog, type Waiting, backlogMax, oldestAmong } from '../upkeep.ts';
import type { Connection } from './connection.ts';

type Count = { readonly count: number };
type Oldest = { readonly at: number | null };

export function prepareBacklog(db: Connection): () => Backlog {
  const openHolds = db.prepare<[], Count>(counted("holds WHERE state = 'held'"));
  const inboxDue = db.prepare<[], Count>(counted('deliveries WHERE next_at IS NOT NULL'));
  const inboxOldest = db.prepare<[], Oldest>(oldest('filed_at', 'deliveries WHERE next_at IS NOT NULL'));
  const outboxDue = db.prepare<[string], Count>(counted("outbox WHERE outlet = ? AND state = 'due'"));
  const outboxOldest = db.prepare<[string], Oldest>(oldest('created_at', "outbox WHERE outlet = ? AND state = 'due'"));
  const deadDeliveries = db.prepare<[], Count>(counted("deliveries WHERE state = 'dead' AND reason IS NULL"));
  const deadEvents = db.prepare<[], Count>(counted("outbox WHERE state = 'dead'"));

  return () => ({
    openHolds: openHolds.get()?.count ?? 0,
    inbox: waiting(inboxDue.get(), inboxOldest.get()),
    outbox: OutletName.options.map((outlet) => ({
      outlet,
      ...waiting(outboxDue.get(outlet), outboxOldest.get(outlet)),
    })),
    dead: { inbox: deadDeliveries.get()?.count ?? 0, outbox: deadEvents.get()?.count ?? 0 },
  });
}

function counted(rows: string): string {
  return `SELECT COUNT(*) AS count FROM (SELECT 1 FROM ${rows} LIMIT ${backlogMax})`;
}

function oldest(column: string, rows: string): string {
  return `SELECT MIN(at) AS at FROM (SELECT ${column} AS at FROM ${rows} ORDER BY next_at LIMIT ${oldestAmong})`;
}

function waiting(due: Count | undefined, first: Oldest | undefined): Waiting {
  return { due: due?.count ?? 0, oldestAt: first?.at ?? null };
}
