// The refusals that are remembered by the hold ids that they answered.
import type { HoldId } from '../../../contract/holds/holds.ts';
import type { ProblemCode } from '../../../contract/problem.ts';
import type { HolderKey, HoldRecord } from '../../../domain/holds/hold.ts';
import type { StoredRefusal } from '../../holds/hold-store.ts';
import type { Connection } from '../connection.ts';
import { estimateIn, toJson } from './json-columns.ts';

export type Refusals = {
  read(id: HoldId): StoredRefusal | null;
  insert(refusal: StoredRefusal): void;
};

type RefusalRow = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly estimate: string | null;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly resets_at: number | null;
  readonly at: number;
};

export function prepareRefusals(db: Connection): Refusals {
  const byId = db.prepare<[string], RefusalRow>('SELECT * FROM refusals WHERE id = ?');
  const insert = db.prepare(
    'INSERT INTO refusals (id, holder, model, venue, estimate, code, detail, resets_at, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return {
    read: (id) => toRefusal(byId.get(id)),
    insert(no) {
      insert.run(no.id, no.holder, no.model, no.venue, toJson(no.estimate), no.code, no.detail, no.resetsAt, no.at);
    },
  };
}

function toRefusal(row: RefusalRow | undefined): StoredRefusal | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    model: row.model,
    venue: row.venue,
    estimate: estimateIn(row.estimate),
    code: row.code,
    detail: row.detail,
    resetsAt: row.resets_at,
    at: row.at,
  };
}
