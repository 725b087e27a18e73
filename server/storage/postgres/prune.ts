// Forgets rows that nobody can ask for any more, a bounded number at a time. A row that a command is at is left for the next time.
import type { PruneBefore } from '../upkeep.ts';
import { sql } from './statement.ts';
import type { Transaction } from './transaction.ts';

const older = (table: string, key: string, at: string) =>
  sql(
    `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${at} < $1 ORDER BY ${at} LIMIT $2 FOR UPDATE SKIP LOCKED)`,
  );

const refusals = older('refusals', 'id', 'at');
const allowances = older('allowances', 'key', 'started_at');
const counters = [
  older('plan_counters', 'key', 'ends_at'),
  older('plan_spending', 'key', 'ends_at'),
  older('budgets', 'key', 'ends_at'),
];
const told = sql(
  `DELETE FROM outbox WHERE id IN
     (SELECT id FROM outbox WHERE state = 'done' AND done_at < $1 ORDER BY done_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
);

/** Of connections that are gone for a day: nobody asks any more what became of their last command. */
const commits = sql(
  `DELETE FROM commits WHERE connection IN (SELECT connection FROM commits
     WHERE at < floor(extract(epoch FROM clock_timestamp()) * 1000) - 86400000 LIMIT $1 FOR UPDATE SKIP LOCKED)`,
);

export async function prune(tx: Transaction, before: PruneBefore): Promise<void> {
  const { limit } = before;
  await Promise.all([
    tx.run(refusals, [before.refusals, limit]),
    tx.run(allowances, [before.allowances, limit]),
    ...counters.map((one) => tx.run(one, [before.counters, limit])),
    tx.run(told, [before.told, limit]),
    tx.run(commits, [limit]),
  ]);
}
