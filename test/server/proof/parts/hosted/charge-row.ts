// What the ledger's file says of one charge.
import Database from 'better-sqlite3';

export type ChargeRow = { readonly state: string; readonly held: number; readonly charged: number };

/** null: there is no hold under this id. */
export function chargeRow(path: string, id: string): ChargeRow | null {
  const db = new Database(path, { readonly: true });
  try {
    const row = db
      .prepare<[string], ChargeRow>('SELECT state, amount AS held, captured AS charged FROM holds WHERE id = ?')
      .get(id);
    return row ?? null;
  } finally {
    db.close();
  }
}
