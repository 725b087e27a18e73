// A look into the files of the app and of the server, beside whoever writes them.
import Database from 'better-sqlite3';

/** The `value` of the first row; null where there is none. */
export function valueIn(file: string, sql: string): unknown {
  const db = new Database(file, { readonly: true });
  try {
    const row: unknown = db.prepare(sql).get();
    return typeof row === 'object' && row !== null && 'value' in row ? row.value : null;
  } finally {
    db.close();
  }
}
