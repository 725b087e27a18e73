// What waits to be settled, in a small SQLite file of its own beside the ledger.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SettlementOutbox } from '../../holds/settlement-outbox.ts';
import { StorageUnavailable } from '../../storage.ts';
import { openWriter, startServing } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { endingText, type SettlementRow, toSettlement } from '../../rows/settlement-rows.ts';

const migrations = fileURLToPath(new URL('../settlements/', import.meta.url));

/** As below; null where nothing is sold that ends there, and nothing waits there from before. */
export function openSettlements(path: string, { isNeeded }: { readonly isNeeded: boolean }): SettlementOutbox | null {
  return isNeeded || existsSync(path) ? openSettlementOutbox(path) : null;
}

/** Makes the file where there is none. Throws SchemaMismatch or StorageUnavailable. */
export function openSettlementOutbox(path: string): SettlementOutbox {
  const db = openWriter(path);
  migrate(db, readMigrations(migrations));
  startServing(db);

  const put = db.prepare(
    'INSERT INTO settlements (hold_id, holder, ending, next_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const due = db.prepare<[{ now: number; latest: number; limit: number }], SettlementRow>(
    `SELECT hold_id, holder, ending, attempts FROM settlements WHERE next_at <= @now OR next_at > @latest
     ORDER BY next_at LIMIT @limit`,
  );
  const later = db.prepare('UPDATE settlements SET next_at = ?, attempts = attempts + 1 WHERE hold_id = ?');
  const done = db.prepare('DELETE FROM settlements WHERE hold_id = ?');
  const count = db.prepare<[], { readonly rows: number }>('SELECT COUNT(*) AS rows FROM settlements');

  async function run<A>(command: () => A): Promise<A> {
    if (!db.open) throw new StorageUnavailable('the outbox is closed');
    try {
      return command();
    } catch (error) {
      throw asStorageFailure(error);
    }
  }

  return {
    put: ({ hold, ending }, at) => run(() => void put.run(hold.id, hold.holder, endingText(ending), at)),
    due: (asked) => run(() => due.all(asked).map(toSettlement)),
    later: (id, at) => run(() => void later.run(at, id)),
    done: (id) => run(() => void done.run(id)),
    count: () => run(() => count.get()?.rows ?? 0),
    async close() {
      db.close();
    },
  };
}
