// Where the ledger in a file came from, and where it went. A file that has gone is served no more.
import { refuseMoved } from '../moved-away.ts';
import type { Move } from '../whole/ledger-end.ts';
import type { Connection } from './connection.ts';

type Row = { readonly store: string; readonly at: number };

/** Throws SchemaMismatch where the ledger has gone to another store. */
export function refuseGone(db: Connection): void {
  const gone = goneTo(db);
  if (gone !== null) refuseMoved(db.name, gone);
}

export function goneTo(db: Connection): Move | null {
  return (
    db
      .prepare<[], Row>(
        "SELECT store, at FROM moves WHERE direction = 'to' AND taken_back_at IS NULL ORDER BY id DESC LIMIT 1",
      )
      .get() ?? null
  );
}

export function cameFrom(db: Connection): Move | null {
  return (
    db.prepare<[], Row>("SELECT store, at FROM moves WHERE direction = 'from' ORDER BY id DESC LIMIT 1").get() ?? null
  );
}

export function markGone(db: Connection, { store, at }: Move): void {
  db.pragma('synchronous = FULL');
  db.prepare("INSERT INTO moves (direction, store, at) VALUES ('to', ?, ?)").run(store, at);
}

export function noteArrival(db: Connection, { store, at }: Move): void {
  db.prepare("INSERT INTO moves (direction, store, at) VALUES ('from', ?, ?)").run(store, at);
}

/** From now on it is served again. Returns where it had gone; null: it had not. */
export function takeBack(db: Connection, at: number): Move | null {
  const gone = goneTo(db);
  db.pragma('synchronous = FULL');
  db.prepare("UPDATE moves SET taken_back_at = ? WHERE direction = 'to' AND taken_back_at IS NULL").run(at);
  return gone;
}
