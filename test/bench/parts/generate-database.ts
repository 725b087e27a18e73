// Makes a large and sound ledger in PostgreSQL, as generate-ledger.ts does in a file: every wallet was given credits once and spent some
// of them by captured holds.
import { migratePostgres } from '../../../server/storage/postgres/open-storage.ts';
import type { Cluster } from '../../live/postgres/cluster.ts';
import type { LedgerSize } from '../generate-ledger.ts';

const granted = 1_000_000_000;
const price = 1_000_000;

const tables = ['accounts', 'transfers', 'entries', 'holds'];
const resting = 'SET session_replication_role = replica; SET synchronous_commit = off';

/** An index that is not ready is not written. REINDEX makes it so again. */
const withoutIndexes = `UPDATE pg_index SET indisready = false, indisvalid = false
   WHERE indrelid IN (${tables.map((table) => `'${table}'::regclass`).join(', ')})`;

/** The name of the database. Its rows are true, so the triggers and keys that would look at each of them rest meanwhile. */
export async function generateDatabase(cluster: Cluster, { wallets, captures }: LedgerSize): Promise<string> {
  const database = await cluster.create();
  await migratePostgres({ url: cluster.url(database) });
  const now = Date.now();
  const spends = wallets * captures;
  const token = `'tally_' || rtrim(translate(encode(sha256(('bench ' || i)::bytea), 'base64'), '+/', '-_'), '=')`;
  const owner = `'token:' || encode(sha256((${token})::bytea), 'hex')`;
  const number = (i: string) => `lpad((${i})::text, 9, '0')`;
  const holdId = `to_hex(27000000 + i / 65536) || '-' || lpad(to_hex(i % 65536), 4, '0') || '-7000-8000-' || lpad(to_hex(i), 12, '0')`;
  const walletOf = `3 + i % ${wallets}`;
  const fill = [
    `INSERT INTO accounts (id, name, created_at) OVERRIDING SYSTEM VALUE VALUES (1, 'promo', ${now}), (2, 'revenue', ${now})`,
    `INSERT INTO accounts (id, name, owner, balance, created_at) OVERRIDING SYSTEM VALUE
       SELECT 3 + i, 'wallet:' || ${number('i')}, ${owner}, ${granted - captures * price}, ${now} FROM generate_series(0, ${wallets - 1}) AS i`,
    `INSERT INTO transfers (id, ref, from_account, to_account, amount, reason_code, reason, at) OVERRIDING SYSTEM VALUE
       SELECT 1 + i, 'grant:' || ${number('i')}, 1, 3 + i, ${granted}, 'written', 'bench', ${now} FROM generate_series(0, ${wallets - 1}) AS i`,
    `INSERT INTO holds (id, holder, state, model, venue, price, wallet_id, amount, captured, created_at, expires_at, ended_at, outcome,
         prompt_tokens, completion_tokens, duration_ms)
       SELECT ${holdId}, a.owner, 'captured', 'bench', 'local', '{"kind":"flat","perRequest":${price}}', substr(a.name, 8), ${price}, ${price},
         ${now - 900_000}, ${now}, ${now - 890_000}, 'completed', 100, 200, 9000
       FROM generate_series(0, ${spends - 1}) AS i JOIN accounts a ON a.id = ${walletOf}`,
    `INSERT INTO transfers (id, ref, from_account, to_account, amount, reason_code, reason, at) OVERRIDING SYSTEM VALUE
       SELECT ${1 + wallets} + i, 'hold:' || ${holdId}, ${walletOf}, 2, ${price}, 'written', 'bench', ${now}
       FROM generate_series(0, ${spends - 1}) AS i`,
    `INSERT INTO entries (account_id, transfer_id, delta) SELECT from_account, id, -amount FROM transfers WHERE from_account = 1`,
    `INSERT INTO entries (account_id, transfer_id, delta, balance_after) SELECT to_account, id, amount, amount FROM transfers WHERE from_account = 1`,
    `INSERT INTO entries (account_id, transfer_id, delta, balance_after)
       SELECT from_account, id, -amount, ${granted} - ${price} * ((id - 1) / ${wallets}) FROM transfers WHERE to_account = 2`,
    `INSERT INTO entries (account_id, transfer_id, delta) SELECT to_account, id, amount FROM transfers WHERE to_account = 2`,
    `SELECT setval(pg_get_serial_sequence('accounts', 'id'), ${3 + wallets}), setval(pg_get_serial_sequence('transfers', 'id'), ${1 + wallets + spends})`,
  ];
  // Row by row the indexes would take many times as long as the rows.
  await cluster.query(database, [withoutIndexes, resting, ...fill].join(';\n'));
  for (const table of tables)
    await cluster.query(database, `SET maintenance_work_mem = '512MB'; REINDEX TABLE ${table}`);
  // Not the tables in which there is nothing: a plan made for an empty table reads all of it, until it is looked at again.
  await cluster.query(database, 'VACUUM ANALYZE accounts, transfers, entries');
  if (captures > 0) await cluster.query(database, 'VACUUM ANALYZE holds');
  await cluster.query(database, 'CHECKPOINT');
  return database;
}
