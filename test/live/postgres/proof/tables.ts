// The tables of a ledger in PostgreSQL, asked past its own code.
import pg from 'pg';
import type { Tables } from '../../../server/proof/parts/payments/payment-books.ts';

export async function openTables(url: string): Promise<Tables> {
  const client = new pg.Client({
    connectionString: url,
    types: {
      getTypeParser: (type, format) =>
        type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format),
    },
  });
  await client.connect();
  return {
    all: async <Row>(sql: string, values: readonly string[] = []) =>
      (await client.query(numbered(sql), [...values])).rows as readonly Row[],
    run: async (sql, values) => void (await client.query(numbered(sql), [...values])),
    close: () => client.end(),
  };
}

function numbered(sql: string): string {
  let number = 0;
  return sql.replaceAll('?', () => `$${(number += 1)}`);
}
