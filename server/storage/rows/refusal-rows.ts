// The rows of refusals that are remembered, as records and back.
import type { HoldId } from '../../contract/holds/holds.ts';
import { type ProblemSaid, readProblemSaid } from '../../contract/problem.ts';
import type { HolderKey, HoldRecord } from '../../domain/holds/hold.ts';
import { invariant } from '../../lib/invariant.ts';
import type { StoredRefusal } from '../holds/hold-store.ts';
import type { Cell } from './cell.ts';
import { estimateIn, toJson } from './json-columns.ts';

export type RefusalRow = {
  readonly id: HoldId;
  readonly holder: HolderKey;
  readonly model: string;
  readonly venue: HoldRecord['venue'];
  readonly estimate: string | null;
  readonly code: string;
  readonly params: string;
  readonly at: number;
};

export const refusalColumns = 'id, holder, model, venue, estimate, code, params, at';

export function refusalValues(no: StoredRefusal): readonly Cell[] {
  return [no.id, no.holder, no.model, no.venue, toJson(no.estimate), no.code, toJson(no.params), no.at];
}

export function toRefusal(row: RefusalRow | undefined): StoredRefusal | null {
  if (row === undefined) return null;
  return {
    id: row.id,
    holder: row.holder,
    model: row.model,
    venue: row.venue,
    estimate: estimateIn(row.estimate),
    ...saidIn(row),
    at: row.at,
  };
}

function saidIn({ id, code, params }: RefusalRow): ProblemSaid {
  const said = readProblemSaid(code, JSON.parse(params));
  invariant(said !== null, `the refusal of hold ${id} cannot be read`);
  return said;
}
