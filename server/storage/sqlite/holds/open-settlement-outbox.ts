// What waits to be settled, in a small SQLite file of its own beside the ledger.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { HolderKey } from '../../../domain/holds/hold.ts';
import type { SettledEnding, SettlementOutbox } from '../../holds/settlement-outbox.ts';
import { StorageUnavailable } from '../../storage.ts';
import { openWriter, startServing } from '../connection.ts';
import { asStorageFailure } from '../failure.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { readPrice, toStoredPrice } from '../../rows/stored-price.ts';

type Row = {
  readonly hold_id: HoldId;
  readonly holder: HolderKey;
  readonly ending: string;
  readonly attempts: number;
};

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
  const due = db.prepare<[{ now: number; latest: number; limit: number }], Row>(
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
    due: (asked) =>
      run(() =>
        due.all(asked).map(({ hold_id: id, holder, ending, attempts }) => ({
          hold: { id, holder },
          ending: endingIn(ending),
          attempts,
        })),
      ),
    later: (id, at) => run(() => void later.run(at, id)),
    done: (id) => run(() => void done.run(id)),
    count: () => run(() => count.get()?.rows ?? 0),
    async close() {
      db.close();
    },
  };
}

function endingText(ending: SettledEnding): string {
  const hasPrice = ending.kind === 'capture' && ending.price !== undefined;
  return JSON.stringify(hasPrice ? { ...ending, price: toStoredPrice(ending.price) } : ending);
}

function endingIn(column: string): SettledEnding {
  const { price, ...ending } = JSON.parse(column);
  return price === undefined ? ending : { ...ending, price: readPrice(price) };
}
