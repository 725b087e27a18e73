// Every row of a SQLite file, to compare two of them.
import Database from 'better-sqlite3';

type Row = Readonly<Record<string, unknown>>;

/** By table, in the order of their keys. */
export function rowsOf(path: string, except: readonly string[] = []): Readonly<Record<string, readonly Row[]>> {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .filter(({ name }) => !except.includes(name));
    return Object.fromEntries(tables.map(({ name }) => [name, rowsIn(db, name)]));
  } finally {
    db.close();
  }
}

function rowsIn(db: Database.Database, table: string): readonly Row[] {
  const columns = db
    .prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)')
    .all(table);
  const keys = columns.filter(({ pk }) => pk > 0).map(({ name }) => `"${name}"`);
  const order = keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`;
  return db.prepare<[], Row>(`SELECT * FROM "${table}"${order}`).all();
}
