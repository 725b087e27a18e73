// Where the ledger in a database came from, and where it went. One that has gone is served no more.
import type { ClientBase, Pool } from 'pg';
import { refuseMoved } from '../moved-away.ts';
import type { Move } from '../whole/ledger-end.ts';

type Asked = Pick<ClientBase | Pool, 'query'>;

/** Throws SchemaMismatch where the ledger has gone to another store. `name`: without any password. */
export async function refuseGone(client: Pick<Pool, 'query'>, name: string): Promise<void> {
  const gone = await goneTo(client);
  if (gone !== null) refuseMoved(name, gone);
}

export function goneTo(client: Asked): Promise<Move | null> {
  return last(client, "direction = 'to' AND taken_back_at IS NULL");
}

export function cameFrom(client: Asked): Promise<Move | null> {
  return last(client, "direction = 'from'");
}

export async function noteMove(client: Asked, direction: 'from' | 'to', { store, at }: Move): Promise<void> {
  await client.query('INSERT INTO moves (direction, store, at) VALUES ($1, $2, $3)', [direction, store, at]);
}

/** From now on it is served again. Returns where it had gone; null: it had not. */
export async function takeBack(client: Asked, at: number): Promise<Move | null> {
  const gone = await goneTo(client);
  await client.query("UPDATE moves SET taken_back_at = $1 WHERE direction = 'to' AND taken_back_at IS NULL", [at]);
  return gone;
}

async function last(client: Asked, where: string): Promise<Move | null> {
  const { rows } = await client.query<{ store: string; at: string }>(
    `SELECT store, at::text AS at FROM moves WHERE ${where} ORDER BY id DESC LIMIT 1`,
  );
  const [row] = rows;
  return row === undefined ? null : { store: row.store, at: Number(row.at) };
}
