// The counts of the free allowance. Who decides by them has locked their keys.
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../../domain/holds/allowance.ts';
import { sql } from '../statement.ts';
import type { Transaction } from '../transaction.ts';

type Row = { readonly key: AllowanceKey; readonly started_at: number; readonly used: number };

const read = sql<Row>('SELECT key, started_at, used FROM allowances WHERE key = ANY($1::text[])');
const write = sql(
  `INSERT INTO allowances (key, started_at, used)
   SELECT key, started_at, used FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS new (key, started_at, used)
   ON CONFLICT (key) DO UPDATE SET started_at = excluded.started_at, used = excluded.used`,
);
const reset = sql('DELETE FROM allowances WHERE key = ANY($1::text[])');

/** In the order asked. */
export async function readAllowances(
  tx: Transaction,
  keys: readonly AllowanceKey[],
): Promise<readonly AllowanceSeen[]> {
  if (keys.length === 0) return [];
  const found = new Map((await tx.all(read, [keys])).map((row) => [row.key, row]));
  return keys.map((key) => {
    const row = found.get(key);
    return { key, count: row === undefined ? null : { key, startedAt: row.started_at, used: row.used } };
  });
}

/** Each key once. */
export async function writeAllowances(tx: Transaction, counts: readonly AllowanceCount[]): Promise<void> {
  if (counts.length === 0) return;
  await tx.run(write, [
    counts.map(({ key }) => key),
    counts.map(({ startedAt }) => startedAt),
    counts.map(({ used }) => used),
  ]);
}

export async function resetAllowances(tx: Transaction, keys: readonly AllowanceKey[]): Promise<void> {
  await tx.run(reset, [keys]);
}
