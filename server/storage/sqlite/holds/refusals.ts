// The refusals that are remembered by the hold ids that they answered.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { StoredRefusal } from '../../holds/hold-store.ts';
import type { Connection } from '../connection.ts';
import { type RefusalRow, refusalColumns, refusalValues, toRefusal } from '../../rows/refusal-rows.ts';

export type Refusals = {
  read(id: HoldId): StoredRefusal | null;
  insert(refusal: StoredRefusal): void;
};

export function prepareRefusals(db: Connection): Refusals {
  const byId = db.prepare<[string], RefusalRow>('SELECT * FROM refusals WHERE id = ?');
  const insert = db.prepare(`INSERT INTO refusals (${refusalColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  return {
    read: (id) => toRefusal(byId.get(id)),
    insert(no) {
      insert.run(...refusalValues(no));
    },
  };
}
