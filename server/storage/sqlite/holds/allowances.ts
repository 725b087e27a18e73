// The counts of the free allowance.
import type { AllowanceCount, AllowanceKey, AllowanceSeen } from '../../../domain/holds/allowance.ts';
import type { Connection } from '../connection.ts';

export type Allowances = {
  readonly read: (key: AllowanceKey) => AllowanceSeen;
  readonly write: (count: AllowanceCount) => void;
  readonly reset: (key: AllowanceKey) => void;
};

export function prepareAllowances(db: Connection): Allowances {
  const read = db.prepare<[string], { started_at: number; used: number }>(
    'SELECT started_at, used FROM allowances WHERE key = ?',
  );
  const write = db.prepare(
    'INSERT INTO allowances (key, started_at, used) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET started_at = excluded.started_at, used = excluded.used',
  );
  const reset = db.prepare('DELETE FROM allowances WHERE key = ?');
  return {
    read(key) {
      const row = read.get(key);
      return { key, count: row === undefined ? null : { key, startedAt: row.started_at, used: row.used } };
    },
    write({ key, startedAt, used }) {
      write.run(key, startedAt, used);
    },
    reset(key) {
      reset.run(key);
    },
  };
}
