// A statement with the name under which each connection prepares it once.
import { createHash } from 'node:crypto';
import type { Cell } from '../rows/cell.ts';

declare const row: unique symbol;
export type Statement<Row> = { readonly name: string; readonly text: string; readonly [row]?: Row };

/** `Row` is what it answers with. The name follows from the text, so that no two texts share one. */
export function sql<Row = never>(text: string): Statement<Row> {
  return { name: `ts_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`, text };
}

/** "$1, $2" and so on. */
export function places(count: number): string {
  return Array.from({ length: count }, (_, i) => `$${i + 1}`).join(', ');
}

/** As many places as there are names, which are separated by commas. */
export function placesFor(columns: string): string {
  return places(columns.split(',').length);
}

/** Places for arrays of these types, as `unnest` takes them: "$1::text[], $2::bigint[]" and so on. */
export function manyPlaces(types: readonly string[]): string {
  return types.map((type, i) => `$${i + 1}::${type}[]`).join(', ');
}

/** Rows turned into one array a column. */
export function columnsOf(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const [first = []] = rows;
  return first.map((_, column) => rows.map((row) => row[column] ?? null));
}
