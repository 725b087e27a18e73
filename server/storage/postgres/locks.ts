// Locks by name, for what may have no row yet. Every command takes its locks in this order, and so no two wait for one another:
// what it is about (an order, a customer, a team), the hold, the plan's subject, wallets, counters, and last a system's account to which very much is booked.
// What has a row is locked by its row; these locks end with their transaction.
import { createHash } from 'node:crypto';
import { sql } from './statement.ts';
import type { Transaction } from './transaction.ts';

/** Two numbers name a lock: these, so that no kind is ever taken for another, and a hash. */
const kinds = { matter: 1, subject: 2, counter: 3, account: 4 } as const;

const take = sql<{ readonly taken: string }>(
  'SELECT pg_advisory_xact_lock($1::int, name) AS taken FROM unnest($2::int[]) AS name',
);

/** One lock that somebody keeps must not keep all of a batch waiting for long. */
const batchLock = '1s';
/**
 * Where it waits less already, it goes on to; none at all is told as 0. All that a batch looks for stands in an index, and few rows at
 * once: a plan that reads the whole of a table is made while the table is small, and kept while it grows.
 */
const hurry = sql(
  `SELECT set_config('lock_timeout', CASE WHEN own <> '0' AND own::interval < $1::text::interval THEN own ELSE $1::text END, true),
     set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
   FROM current_setting('lock_timeout') AS own`,
);

/** From here on this transaction waits no longer for a lock than a batch may, and plans as a batch has to. */
export async function beginBatch(tx: Transaction): Promise<void> {
  await tx.one(hurry, [batchLock]);
}

/** Names that share a hash wait for one another, and no more comes of it. */
export async function lockNames(tx: Transaction, kind: keyof typeof kinds, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const numbers = [...new Set(names.map(numberOf))].sort((left, right) => left - right);
  await tx.all(take, [kinds[kind], numbers]);
}

function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readInt32BE(0);
}
